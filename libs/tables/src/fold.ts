/** Without diacritics, in small letters: what people type in a hurry. The same as `fold_text` of the database. */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[Đđ]/g, 'd')
    .toLowerCase();
