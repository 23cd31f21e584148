import Handlebars from 'handlebars';

/** Staff write these texts, so they get no helpers, no partials and only the plain values handed to them. */
const engine = Handlebars.create();
for (const helper of Object.keys(engine.helpers)) engine.unregisterHelper(helper);

const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** Fills `{{…}}` in a wording with plain text. Throws when the wording names a value its letter does not have. */
export function fill(wording: string, values: object): string {
  const template = compiled.get(wording) ?? engine.compile(wording, { noEscape: true, strict: true, knownHelpersOnly: true });
  compiled.set(wording, template);
  return template(values, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
}
