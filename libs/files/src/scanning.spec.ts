import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pdf, photo } from '../test/made.js';
import { Archive, Checking, type Refused, Scanner } from './index.js';

const MALICIOUS = 'VINH-DANH-TEST-MALWARE';
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-scanning-'));
const archive = new Archive(folder);
let server: Server;
/** What it says to a file that has come in whole. */
let answer = (bytes: Buffer): string => `stream: ${bytes.includes(MALICIOUS) ? 'Vinh.Test FOUND' : 'OK'}\0`;
let seen: number[] = [];
beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** The side of clamd, as its manual has it: the command, pieces with their length before them, an empty one at the end. */
function serve(socket: Socket): void {
  let come = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (piece: Buffer) => {
    come = Buffer.concat([come, piece]);
    const pieces: Buffer[] = [];
    for (let at = 'zINSTREAM\0'.length; at + 4 <= come.length;) {
      const length = come.readUInt32BE(at);
      if (length === 0) {
        const bytes = Buffer.concat(pieces);
        seen.push(bytes.length);
        return void socket.end(come.toString('latin1', 0, 10) === 'zINSTREAM\0' ? answer(bytes) : 'UNKNOWN COMMAND\0');
      }
      pieces.push(come.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  });
}

async function kept(bytes: Buffer, name: string, address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`): Promise<string> {
  const part = crypto.randomUUID();
  await archive.receive(part, 0, [bytes], Infinity);
  const checking = new Checking(archive, { scanner: new Scanner(address) });
  const said = await checking.keep(part, name, ['pdf', 'jpg']).then(
    () => 'kept',
    (error: Refused) => error.because,
  );
  await archive.drop(part);
  return said;
}
const shelves = () => readdirSync(folder).filter((name) => name !== 'incoming');

it('looks at every byte of what will be handed out, and keeps what it does not know', async () => {
  const [report, image] = [pdf(), await photo()];
  expect([await kept(report, 'bao-cao.pdf'), await kept(image, 'anh.jpg')]).toEqual(['kept', 'kept']);
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[0-9a-f]{64}$/.test(path))
    .map((path) => statSync(join(folder, path)).size);
  expect(seen).toEqual([report.length, expect.any(Number)]);
  expect(sizes).toEqual(expect.arrayContaining(seen));
});

it('keeps nothing of what it knows', async () => {
  const before = shelves();
  const bad = pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages >>', '<< /Type /Page >>', `(${MALICIOUS})`]);
  expect([await kept(bad, 'bao-cao.pdf'), shelves()]).toEqual(['infected', before]);
});

it('keeps nothing while nobody looks', async () => {
  const before = shelves();
  for (const said of ['INSTREAM size limit exceeded. ERROR\0', '', 'stream: OK, or so\0']) {
    answer = () => said;
    expect(await kept(pdf(), 'khac.pdf')).toBe('unscanned');
  }
  const gone = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  expect([await kept(pdf(), 'khac.pdf', gone), await kept(pdf(), 'khac.pdf', `unix://${folder}/no.socket`), shelves()]).toEqual([
    'unscanned',
    'unscanned',
    before,
  ]);
});
