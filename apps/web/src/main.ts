import 'reflect-metadata';
import { loadConfig } from '#config';
import { webApplication } from './application.js';

const config = loadConfig();
const app = await webApplication(config);
await app.listen(config.port, config.host);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await app.close();
  process.exit(0);
}

// Ctrl-C reaches the whole group; whoever started us says when it is our turn.
process.on('SIGINT', () => (process.send ? undefined : void stop()));
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.send?.('ready');
