import { Invalid } from '#awards';
import { legacyText } from '#tables';

interface WithLegacy {
  legacy?: 'convert' | 'keep' | undefined;
}

/** Text of a form in Unicode: converted or kept as the person decided, who is asked when there is something to decide. Throws `Invalid` then. */
export function inUnicode<F extends WithLegacy>(form: F, fields: readonly (keyof F & string)[]): F {
  if (form.legacy === 'keep') return form;
  const found = fields.flatMap((field) => {
    const value = form[field];
    const legacy = typeof value === 'string' ? legacyText(value) : null;
    return legacy ? [{ field, before: value, ...legacy }] : [];
  });
  if (form.legacy === 'convert') return { ...form, ...Object.fromEntries(found.map(({ field, text }) => [field, text])) };
  if (found.length === 0) return form;
  throw new Invalid(
    found.map(({ field, before, text, encoding }) => ({
      place: field,
      message: {
        vi: `Chữ này giống bảng mã ${encoding}: “${String(before)}” sẽ thành “${text}”.`,
        en: `This looks like ${encoding} text: “${String(before)}” would become “${text}”.`,
      },
    })),
  );
}

/** Whether a form that is shown again holds such text: then it offers the choice. */
export const hasLegacy = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.values(body).some((value) => typeof value === 'string' && legacyText(value) !== null);
