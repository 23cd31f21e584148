import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Diagnostic, Engine, Fit } from './typst-engine.js';

const require = createRequire(import.meta.url);

const BUILDS = ['gnu', 'musl'].map((libc) => `@myriaddreamin/typst-ts-node-compiler-linux-x64-${libc}`);

/** The part we use of the native add-on, which ships without types. */
interface NativeModule {
  NodeCompiler: { create(options: { workspace: string; fontArgs: { fontBlobs: Buffer[] }[] }): NativeCompiler };
}
interface NativeCompiler {
  compile(options: { mainFilePath: string; inputs: Record<string, string> }): {
    result: object | null;
    takeDiagnostics(): object | null;
    takeWarnings(): object | null;
  };
  fetchDiagnostics(error: object): Diagnostic[];
  query(document: object, options: { selector: string; field: string }): Fit[];
  pdf(document: object, options: { pdfStandard: 'a-2a' }): Uint8Array;
  evictCache(maxAge: number): void;
}

function loadNative(): NativeModule | undefined {
  for (const build of BUILDS) {
    try {
      return require(build) as NativeModule;
    } catch {
      // Not installed on this platform, or built for the other C library: the next one, or WebAssembly, will do.
    }
  }
  return undefined;
}

/** Undefined where no add-on for this platform is installed. `layout` is the file's full path; its folder is all the compiler may read. */
export function openNative(layout: string, faces: Buffer[]): Engine | undefined {
  const addOn = loadNative();
  if (!addOn) return undefined;
  const compiler = addOn.NodeCompiler.create({ workspace: dirname(layout), fontArgs: [{ fontBlobs: faces }] });
  return {
    name: 'native',
    async render(paper) {
      // Compiling blocks, and the add-on frees its memory only when the event loop turns.
      await setImmediate();
      const compiled = compiler.compile({ mainFilePath: layout, inputs: { paper } });
      const faults = [compiled.takeDiagnostics(), compiled.takeWarnings()].filter((fault) => fault !== null);
      const diagnostics = faults.flatMap((fault) => compiler.fetchDiagnostics(fault));
      if (!compiled.result || diagnostics.length > 0) return { diagnostics, fits: [], pdf: undefined };
      const fits = compiler.query(compiled.result, { selector: '<fit>', field: 'value' });
      if (fits.some(({ overflow }) => overflow)) return { diagnostics, fits, pdf: undefined };
      return { diagnostics, fits, pdf: compiler.pdf(compiled.result, { pdfStandard: 'a-2a' }) };
    },
    // Sheets share little: keeping nothing is as fast as keeping two rounds, in half the memory.
    evict: async () => compiler.evictCache(0),
  };
}
