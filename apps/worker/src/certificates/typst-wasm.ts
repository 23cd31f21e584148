import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Engine, Rendering } from './typst-engine.js';
import type { WasmThreadData } from './typst-wasm.thread.js';

// The thread's file has this file's extension: .js when compiled, .ts when Jest runs the sources.
const THREAD = new URL(`./typst-wasm.thread${extname(import.meta.url)}`, import.meta.url);

/**
 * The WebAssembly build keeps every intermediate result for good (about 4 MB a sheet) and offers no way to forget, so it lives in a
 * thread that ends at each eviction and takes its memory with it. Starting anew takes about 0.4 s.
 */
export function openWasm(workerData: WasmThreadData): Engine {
  let thread: Worker | undefined;
  return {
    name: 'wasm',
    async render(paper) {
      thread ??= new Worker(THREAD, { workerData });
      thread.ref();
      try {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        thread.postMessage(paper);
        const [rendering] = (await once(thread, 'message')) as [Rendering];
        // An idle thread must not keep the process alive.
        thread.unref();
        return rendering;
      } catch (fault) {
        // A trap leaves the compiler in no state to go on with.
        await thread?.terminate();
        thread = undefined;
        throw fault;
      }
    },
    async evict() {
      await thread?.terminate();
      thread = undefined;
    },
  };
}
