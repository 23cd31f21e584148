import { globSync, readFileSync } from 'node:fs';

const LINE = /^'([\d.]+)': '(test|doc|open|n\/a):((?:[^']|'')+)'$/;

const read = (path: string) => readFileSync(path, 'utf8');
const lines = read('security/asvs.yaml')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const said = lines.map((line) => {
  const [, id = line, kind = '', text = ''] = LINE.exec(line) ?? [];
  return { id, kind, text: text.replaceAll("''", "'") };
});
const of = (wanted: string) => said.filter(({ kind }) => kind === wanted).map(({ text }) => text);

it('answers every requirement of the levels 1 and 2, once', () => {
  const sections = JSON.parse(read('security/asvs-ids.json')) as Record<string, number[]>;
  const ids = Object.entries(sections).flatMap(([section, numbers]) => numbers.map((number) => `${section}.${number}`));
  expect(said.map(({ id }) => id)).toEqual(ids);
  expect(ids).toHaveLength(255);
  expect(said.filter(({ kind }) => kind === '')).toEqual([]);
});

it('names tests that exist', () => {
  const titles = globSync('{apps,libs}/**/*.spec.ts')
    .flatMap((path) => read(path).match(/(?:\b(?:it|describe)|\))\(\s*(['"`]).*?\1|^\]\)\((['"`]).*?\2/gm) ?? [])
    .join('\n');
  expect(of('test').filter((name) => !titles.includes(name))).toEqual([]);
});

it('points to chapters that exist', () => {
  const anchors = [...read('docs/security.md').matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
  expect(of('doc').filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});
