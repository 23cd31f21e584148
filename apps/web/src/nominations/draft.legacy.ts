import { Invalid } from '#awards';
import { legacyText } from '#tables';
import type { DraftForm } from './draft.forms.js';

/** Texts of the form that look like TCVN3 or VNI, by name. */
export const legacyIn = (form: DraftForm, stored: Readonly<Record<string, string>> = {}) =>
  Object.entries(form).flatMap(([name, value]) => {
    if (typeof value !== 'string' || !/^(fields|tables|answers)\./.test(name) || value.trim() === stored[name.replace('fields.', '')])
      return [];
    const found = legacyText(value);
    return found ? [{ name, ...found }] : [];
  });

/** The same form with those texts in Unicode. */
export const inUnicode = (form: DraftForm): DraftForm => ({
  ...form,
  ...Object.fromEntries(legacyIn(form).map(({ name, text }) => [name, text])),
});

/** Throws `Invalid` at every text from before Unicode that the person has not decided about. */
export function askAboutLegacy(form: DraftForm, stored: Readonly<Record<string, string>>): void {
  const found = legacyIn(form, stored);
  if (found.length > 0)
    throw new Invalid(
      found.map(({ name, encoding, text }) => ({
        place: name,
        message: {
          vi: `Chữ này giống bảng mã ${encoding}, chuyển sang Unicode sẽ là: “${text}”.`,
          en: `This looks like ${encoding} text; in Unicode it would be: “${text}”.`,
        },
      })),
    );
}
