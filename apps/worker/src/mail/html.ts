import { readFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Handlebars from 'handlebars';

let layout: HandlebarsTemplateDelegate | undefined;

/** The sheet every letter is printed on: its plain text, escaped, with paragraphs and links. */
export function htmlOf(subject: string, body: string): string {
  layout ??= Handlebars.compile(readFileSync(join(projectRoot(), 'apps/worker/letters/sheet.hbs'), 'utf8'));
  const paragraphs = body
    .split(/\n{2,}/)
    .map((paragraph) =>
      paragraph.split('\n').map((line) => line.split(/(https?:\/\/\S+)/).map((part) => ({ link: /^https?:/.test(part), part }))),
    );
  return layout({ subject, paragraphs });
}

function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
