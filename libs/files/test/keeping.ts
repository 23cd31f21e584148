import { createHash, randomUUID } from 'node:crypto';
import { Archive } from '../src/index.js';

// Keeps one file after the other and says the name of each, until somebody kills it.
const archive = new Archive(process.argv[2] ?? '');
for (;;) {
  const bytes = Buffer.alloc(400_000, `${randomUUID()} `);
  const part = randomUUID();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await archive.receive(part, 0, [bytes.subarray(0, 150_000), bytes.subarray(150_000)], bytes.length);
  await archive.keep(part, sha256);
  process.stdout.write(`${sha256}\n`);
}
