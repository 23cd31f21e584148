import { catalogue } from '../src/http/i18n.js';
import { icons } from '../src/http/icons.js';
import { defaultViewFolder, templatesIn } from '../src/http/views.js';

/** Plural forms differ from language to language; the sentence is one. */
const keysOf = (value: object, path = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? keysOf(inner, `${path}${key}.`) : [`${path}${key}`.replace(/_(one|other)$/, '')],
  );

const vi = new Set(keysOf(catalogue('vi')));
const templates = templatesIn(defaultViewFolder);
const usesOf = (pattern: RegExp) =>
  templates.flatMap(([name, source]) => [...source.matchAll(pattern)].map(([, word = '']) => ({ name, word })));

it('says everything in both languages', () => {
  expect([...new Set(keysOf(catalogue('en')))].sort()).toEqual([...vi].sort());
});

it('knows every sentence the templates ask for', () => {
  expect(usesOf(/[{(]t "([\w.-]+)"/g).filter(({ word }) => !vi.has(word))).toEqual([]);
});

it('has every icon the templates ask for', () => {
  expect(usesOf(/[{(]icon "([\w-]+)"/g).filter(({ word }) => !icons.has(word))).toEqual([]);
});

it('keeps templates free of inline styles and scripts, which the policy refuses', () => {
  expect(usesOf(/(\sstyle=|\son\w+=|<style|<script(?! src=)|hx-on|javascript:)/g)).toEqual([]);
});
