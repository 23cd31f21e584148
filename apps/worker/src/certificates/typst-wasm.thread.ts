// Runs in a thread of its own, started by typst-wasm.ts. Imports no file of ours at run time: under Jest Node itself reads this
// TypeScript file and would look for a neighbour's .js in vain.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import start, { type TypstCompileWorld, TypstCompilerBuilder } from '@myriaddreamin/typst-ts-web-compiler';
import type { Diagnostic, Fit, Rendering } from './typst-engine.js';

export interface WasmThreadData {
  /** The layout's full path; the files beside it are all the compiler gets to see. */
  layout: string;
  faces: Uint8Array[];
}

const PAGED = 0;
const PDF = 1;
const FULL_DIAGNOSTICS = 3;

const { layout, faces } = workerData as WasmThreadData;
const folder = dirname(layout);
await start({ module_or_path: readFileSync(createRequire(import.meta.url).resolve('@myriaddreamin/typst-ts-web-compiler/wasm')) });
const builder = new TypstCompilerBuilder();
// No file system and no package registry: the compiler sees the files below and nothing else.
builder.set_dummy_access_model();
for (const face of faces) await builder.add_raw_font(face);
const compiler = await builder.build();
for (const file of readdirSync(folder)) compiler.map_shadow(`/${file}`, readFileSync(join(folder, file)));

function render(world: TypstCompileWorld): Rendering {
  const { diagnostics = [] } = world.compile(PAGED, FULL_DIAGNOSTICS) as { diagnostics?: Diagnostic[] };
  if (diagnostics.length > 0) return { diagnostics, fits: [], pdf: undefined };
  const fits = JSON.parse(world.query(PAGED, '<fit>', 'value')) as Fit[];
  if (fits.some(({ overflow }) => overflow)) return { diagnostics, fits, pdf: undefined };
  const { result } = world.get_artifact(PDF, FULL_DIAGNOSTICS) as { result: Uint8Array };
  return { diagnostics, fits, pdf: result };
}

parentPort?.on('message', (paper: string) => {
  const world = compiler.snapshot('/', `/${basename(layout)}`, [['paper', paper]]);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(render(world));
  world.free();
});
