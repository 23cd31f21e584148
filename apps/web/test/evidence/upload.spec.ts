import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Upload } from 'tus-js-client';
import { gatewayTo } from '#testing';
import type { Actor } from '#workflow';
import { evidenceSite, type EvidenceSite, pdf, photo, readable } from './site.js';

let site: EvidenceSite;
let id: string;
let branch: Actor;
beforeAll(async () => {
  site = await evidenceSite();
  ({ id, branch } = site);
});
afterAll(() => site?.close());

const TUS = { 'tus-resumable': '1.0.0' };
const uploads = () => `/api/v1/nominations/${id}/uploads`;
const announce = (bytes: number, name = 'báo cáo.pdf', part = 'HS2') =>
  site.call(uploads(), {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(bytes),
      'upload-metadata': `part ${btoa(part)},filename ${Buffer.from(name).toString('base64')}`,
    },
  });
const append = (address: string, offset: number, bytes: Buffer) =>
  site.call(address, {
    method: 'PATCH',
    headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  });
const look = (address: string) => site.call(address, { method: 'HEAD', headers: TUS });
const addressOf = async (answer: Promise<Response>) => (await answer).headers.get('location') ?? '';

/** Sends so much of a body that promises more, and hangs up. */
async function cutAfter(address: string, bytes: Buffer, promised: number): Promise<void> {
  const headers = {
    ...(await site.as(branch)),
    ...TUS,
    'upload-offset': '0',
    'content-type': 'application/offset+octet-stream',
    'content-length': String(promised),
  };
  const sending = request(site.base + address, { method: 'PATCH', headers });
  sending.on('error', () => undefined);
  sending.write(bytes);
  for (let tries = 0; tries < 200 && (await look(address)).headers.get('upload-offset') === '0'; tries += 1) await pause(10);
  sending.destroy();
}

it('says what it can do', async () => {
  const { status, headers } = await site.call(uploads(), { method: 'OPTIONS' });
  expect([status, headers.get('tus-version'), headers.get('tus-extension')]).toEqual([204, '1.0.0', 'creation,expiration,termination']);
  expect((await site.call(uploads(), { method: 'POST', headers: { 'tus-resumable': '0.2.2', 'upload-length': '1' } })).status).toBe(412);
});

it('goes on after a cut, and ends in the dossier once, however often its end is sent', async () => {
  const bytes = pdf('báo cáo '.repeat(20_000));
  const announced = await announce(bytes.length);
  const address = announced.headers.get('location') ?? '';
  expect([
    announced.status,
    announced.headers.get('upload-offset'),
    Date.parse(announced.headers.get('upload-expires') ?? '') > Date.now(),
  ]).toEqual([201, '0', true]);
  await cutAfter(address, bytes.subarray(0, 70_000), bytes.length);
  const offset = Number((await look(address)).headers.get('upload-offset'));
  expect(offset).toBeGreaterThan(0);
  expect((await append(address, offset + 1, bytes.subarray(offset + 1))).status).toBe(409);
  const [end, again] = [await append(address, offset, bytes.subarray(offset)), await append(address, offset, bytes.subarray(offset))];
  expect([end.status, end.headers.get('upload-offset'), again.status]).toEqual([204, String(bytes.length), 409]);
  expect((await look(address)).headers.get('upload-offset')).toBe(String(bytes.length));
  // The same file once more, as if the first answer had been lost.
  const second = await addressOf(announce(bytes.length));
  expect((await append(second, 0, bytes)).status).toBe(204);
  const files = await site.filesAt('HS2');
  expect([files.length, site.onTheWay()]).toEqual([1, []]);
  const kept = await site.call(`/nominations/${id}/files/${files[0]?.id}`);
  expect(Buffer.from(await kept.arrayBuffer()).equals(bytes)).toBe(true);
});

it('looks once at what two send at the same moment, and lets nobody go on meanwhile', async () => {
  const bytes = pdf('hai cửa sổ');
  const before = (await site.filesAt('HS2')).length;
  const address = await addressOf(announce(bytes.length));
  const answers = await Promise.all([append(address, 0, bytes), look(address), append(address, 0, bytes), append(address, 0, bytes)]);
  const [first, seen, ...others] = answers.map(({ status }) => status);
  const ended = [first, ...others].filter((status) => status === 204);
  expect([ended, [first, ...others].filter((status) => status !== 204 && status !== 409 && status !== 423)]).toEqual([[204], []]);
  expect([200, 423]).toContain(seen);
  expect([(await site.filesAt('HS2')).length, site.onTheWay()]).toEqual([before + 1, []]);
});

it('looks at what had come in whole when somebody pulled the plug', async () => {
  const bytes = pdf('trọn vẹn');
  const address = await addressOf(announce(bytes.length, 'x.pdf', '2.1'));
  writeFileSync(join(site.folder, 'incoming', address.split('/').at(-1) ?? ''), bytes);
  expect((await look(address)).headers.get('upload-offset')).toBe(String(bytes.length));
  expect([(await site.filesAt('2.1')).length, site.onTheWay()]).toEqual([1, []]);
});

it('refuses before the first byte what there is no room for', async () => {
  for (const [bytes, part] of [
    [5 * 1024 ** 3, 'HS2'],
    [1, 'HS7'],
    [0, 'HS2'],
  ] as const) {
    const answer = await announce(bytes, 'a.pdf', part);
    expect([answer.status, ((await answer.json()) as { errors: unknown[] }).errors.length]).toEqual([400, 1]);
  }
  expect((await site.call(uploads(), { method: 'POST', headers: TUS })).status).toBe(400);
});

it('says in words why a file is refused, and forgets it', async () => {
  const bytes = Buffer.from('%PDF-1.4 chưa xong');
  const address = await addressOf(announce(bytes.length));
  const answer = await append(address, 0, bytes);
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { errors: [{ message: expect.stringContaining('báo cáo.pdf: Tệp bị hỏng nên không đọc được.') }] },
  ]);
  expect([(await look(address)).status, site.onTheWay()]).toEqual([404, []]);
});

it('is spoken of before the dossier is handed in without it', async () => {
  const page = async () => readable(await site.call(`/nominations/${id}/submission`));
  expect(await page()).not.toContain('tải dở');
  const address = await addressOf(announce(100, 'a.pdf', '3.1'));
  expect(await page()).toContain('Còn 1 tệp tải dở, chưa có trong hồ sơ.');
  await site.call(address, { method: 'DELETE', headers: TUS });
  expect(await page()).not.toContain('tải dở');
});

it('can be given up, by its sender alone', async () => {
  const address = await addressOf(announce(100, 'a.pdf', '2.2'));
  await append(address, 0, Buffer.from('%PDF-'));
  const stranger = site.award.nominator('CD-AK-02');
  for (const method of ['HEAD', 'DELETE'] as const)
    expect((await site.call(address, { method, headers: TUS, actor: stranger })).status).toBe(404);
  expect((await site.call(address, { method: 'DELETE', headers: TUS })).status).toBe(204);
  expect([(await look(address)).status, site.onTheWay()]).toEqual([404, []]);
});

it('takes ten of two hundred photos', async () => {
  const one = await photo(200);
  const answers: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const announced = await announce(one.length + 1, `Ảnh ${n}.jpg`, 'HS5');
    answers.push(announced.status);
    if (announced.status === 201) await append(announced.headers.get('location') ?? '', 0, Buffer.concat([one, Buffer.from([n])]));
  }
  expect([(await site.filesAt('HS5')).length, answers.filter((status) => status === 201).length, site.onTheWay()]).toEqual([10, 10, []]);
});

it('never holds a file in memory', async () => {
  const most = 20 * 1024 * 1024;
  const address = await addressOf(announce(most, 'a.pdf', 'HS3'));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const piece = Buffer.alloc(1024 * 1024, 'x');
  let peak = 0;
  const before = process.memoryUsage().arrayBuffers;
  for (let offset = 0; offset < most - piece.length; offset += piece.length) {
    await append(address, offset, piece);
    collect();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }
  expect(Number((await look(address)).headers.get('upload-offset'))).toBe(most - piece.length);
  // The client in this process may still hold what it sent last; nineteen pieces would be the file.
  expect(peak).toBeLessThan(most / 2);
  await site.call(address, { method: 'DELETE', headers: TUS });
});

it('speaks with a client that is not ours, also over a line that is cut', async () => {
  const bytes = pdf('máy khác '.repeat(60_000));
  const line = await gatewayTo(site.base);
  await line.open();
  const headers = await site.as(branch);
  let cuts = 0;
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: new URL(uploads(), line.url).href,
      chunkSize: 200_000,
      retryDelays: [0, 50, 100, 200, 400],
      metadata: { part: '2.3', filename: 'Danh sách.pdf' },
      headers,
      onSuccess: () => resolve(),
      onError: reject,
      onChunkComplete: (_, accepted) => {
        if (accepted < 200_000 || cuts > 0) return;
        cuts += 1;
        void line.shut().then(() => line.open());
      },
    });
    upload.start();
  });
  await line.shut();
  const [file] = await site.filesAt('2.3');
  const answer = await site.call(`/nominations/${id}/files/${file?.id}`);
  expect([cuts, Buffer.from(await answer.arrayBuffer()).equals(bytes), site.onTheWay()]).toEqual([1, true, []]);
});
