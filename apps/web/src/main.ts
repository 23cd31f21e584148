import 'reflect-metadata';
import { loadConfig } from '#config';
import { webApplication } from './application.js';

async function start() {
  const config = loadConfig();
  const app = await webApplication(config);
  await app.listen(config.port, config.host);
  return app;
}

try {
  const app = await start();
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await app.close();
    process.exit(0);
  };
  // Ctrl-C reaches the whole group; whoever started us says when it is our turn.
  process.on('SIGINT', () => (process.send ? undefined : void stop()));
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
  process.send?.('ready');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
