import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Engine } from '../certificates/typst-engine.js';
import { openNative } from '../certificates/typst-native.js';
import { openWasm } from '../certificates/typst-wasm.js';
import type { OfficePaper } from './office-paper.js';

const require = createRequire(import.meta.url);

/** As wide as Times New Roman, letter by letter, and free (Apache-2.0): what is set with the one has the same lines in the other. */
const FACES = [
  '400Regular/Tinos_400Regular',
  '400Regular_Italic/Tinos_400Regular_Italic',
  '700Bold/Tinos_700Bold',
  '700Bold_Italic/Tinos_700Bold_Italic',
];

let engine: Engine | undefined;
let previous: Promise<unknown> = Promise.resolve();

/** Sources and compiled code lie at different depths and nothing copies layouts into dist, so look for the project's root. */
function layoutPath(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'apps/worker/papers/office.typ');
}

function opened(): Engine {
  if (engine) return engine;
  const faces = FACES.map((face) => readFileSync(require.resolve(`@expo-google-fonts/tinos/${face}.ttf`)));
  const layout = layoutPath();
  engine = openNative(layout, faces) ?? openWasm({ layout, faces });
  return engine;
}

/** The paper as a tagged PDF with its fonts in it. The same paper and moment give the same bytes on the same engine. Renders one at a time. */
export function officePdf(paper: OfficePaper, createdAt: Date): Promise<Uint8Array> {
  const made = previous.then(() => render(paper, createdAt));
  previous = made.catch(() => undefined);
  return made;
}

async function render(paper: OfficePaper, createdAt: Date): Promise<Uint8Array> {
  const created = {
    year: createdAt.getUTCFullYear(),
    month: createdAt.getUTCMonth() + 1,
    day: createdAt.getUTCDate(),
    hour: createdAt.getUTCHours(),
    minute: createdAt.getUTCMinutes(),
    second: createdAt.getUTCSeconds(),
  };
  const typst = opened();
  try {
    const { pdf, diagnostics } = await typst.render(JSON.stringify({ ...paper, created }));
    if (!pdf) throw new Error(`office.typ: ${diagnostics.map(({ message }) => message).join('; ')}`);
    return pdf;
  } finally {
    await typst.evict();
  }
}
