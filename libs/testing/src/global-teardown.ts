/** Stops the server of the test run and takes its data away; a developer's own server stays, for the next run in watch mode too. */
export default async function globalTeardown(): Promise<void> {
  const server = globalThis.testServer;
  if (!server?.isOurs) return;
  delete process.env['TEST_POSTGRES_URL'];
  await server.stop();
}
