import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { startTestServer, TestServer } from './test-server.js';

declare global {
  // Jest loads setup and teardown apart from each other, in one process.
  var testServer: TestServer | undefined;
}

interface TypeScriptRunner {
  importModule(url: string): Promise<{ startTestServer: typeof startTestServer }>;
}

/**
 * Starts the one server of a test run. Jest wants a default export here, turns this file into CommonJS and maps none of its
 * imports, so the rest is loaded without Jest.
 */
export default async function globalSetup(): Promise<void> {
  // Where Jest writes its result; in a clone that was never built there is no such folder.
  mkdirSync(fileURLToPath(new URL('../../../dist', import.meta.url)), { recursive: true });
  const runner = (await import(fileURLToPath(new URL('run-typescript.mjs', import.meta.url)))) as TypeScriptRunner;
  const { startTestServer } = await runner.importModule(new URL('test-server.ts', import.meta.url).href);
  globalThis.testServer = await startTestServer(process.env['TEST_POSTGRES_URL']);
  process.env['TEST_POSTGRES_URL'] = globalThis.testServer.url;
}
