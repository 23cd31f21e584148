import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { EvidenceFile } from '#store';
import { anAward } from '#testing';
import { PHONE, signedIn } from '../browsing.js';
import { siteOf } from '../ward-desk.js';
import { pdf } from './site.js';

const site = siteOf(() => anAward({ branches: 1, wards: 1 }));

const paper = (words: string) => ({ name: 'Báo cáo.pdf', mimeType: 'application/pdf', buffer: pdf(words) });
const placeOf = (page: Page, part: string) => page.locator(`[id="place-${part}"]`);

/**
 * Carries everything to the site and back; while it is deaf it is cut instead of handing over the answer to bytes that were sent. Unless it is
 * so for good, it hears again as soon as somebody asks how far the upload has come.
 */
async function deafLine({ isDeaf = true, forGood = false } = {}) {
  const target = Number(new URL(site.base).port);
  const line = { isDeaf, cuts: 0, url: '' };
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    let isSending = false;
    near.on('data', (bytes) => {
      const [, method] = /^([A-Z]+) \//.exec(bytes.toString('latin1', 0, 20)) ?? [];
      if (method) isSending = method === 'PATCH';
      if (method === 'HEAD' && line.cuts > 0 && !forGood) line.isDeaf = false;
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isSending && line.isDeaf) {
        line.cuts += 1;
        near.destroy();
      } else near.write(bytes);
    });
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => [near, far].map((end) => end.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { line, close: () => server.close() };
}

/** The phone of a branch on the page with the files of its draft. */
async function phone(base = site.base) {
  const { award, browser } = site;
  const branch = award.roster.branches[0]?.code ?? '';
  const actor = award.nominator(branch);
  const { id } = await award.desk.nominations.start(award.cycle.id, actor);
  const page = await signedIn(browser, base, award, actor, { viewport: PHONE });
  await page.goto(`${base}/nominations/${id}/files`);
  const announced: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && announced.push(request.url()));
  const send = async (part: string, ...files: ReturnType<typeof paper>[]) => {
    await placeOf(page, part).locator('input[name=files]').setInputFiles(files);
    await placeOf(page, part).getByRole('button', { name: 'Tải lên' }).click();
  };
  const rows = () => award.store.em.fork().find(EvidenceFile, { nomination: id });
  return { page, announced, send, rows };
}

it('says of an empty file that it is empty, announces nothing, and sends the next', async () => {
  const { page, send, rows, announced } = await phone();
  await send('HS3', { ...paper(''), name: 'Ảnh ở đám mây.pdf', buffer: Buffer.alloc(0) }, paper('một'));
  await placeOf(page, 'HS3').locator('.shelf-file').waitFor();
  await placeOf(page, 'HS3').getByText('Ảnh ở đám mây.pdf: Tệp rỗng. Hãy chọn lại tệp.').waitFor();
  expect([announced.length, (await rows()).map(({ name }) => name)]).toEqual([1, ['Báo cáo.pdf']]);
});

describe('when the answer to the last byte is lost', () => {
  it('hears the reason of a refusal all the same', async () => {
    const { line, close } = await deafLine();
    const { page, send, rows } = await phone(line.url);
    await send('HS3', { ...paper(''), buffer: Buffer.from('<html>') });
    await placeOf(page, 'HS3').getByText('Báo cáo.pdf: Nội dung tệp không đúng với phần đuôi của tên tệp.').waitFor();
    expect([line.isDeaf, (await rows()).length]).toEqual([false, 0]);
    close();
  });

  it('ends well with bytes that are in the dossier already', async () => {
    const { line, close } = await deafLine({ isDeaf: false });
    const { page, send, rows, announced } = await phone(line.url);
    await send('HS3', paper('một'));
    await placeOf(page, 'HS3').locator('.shelf-file').waitFor();
    line.isDeaf = true;
    const drawn = page.waitForResponse((answer) => answer.url().endsWith('/files') && answer.request().method() === 'GET');
    await send('HS3', paper('một'));
    await drawn;
    await placeOf(page, 'HS3').locator('.sending li').waitFor({ state: 'detached' });
    expect([line.isDeaf, announced.length, (await rows()).map(({ state }) => state)]).toEqual([false, 3, ['kept']]);
    close();
  });

  it('says that it failed when the upload is forgotten again', async () => {
    const { line, close } = await deafLine({ forGood: true });
    const { page, send, announced } = await phone(line.url);
    await send('HS3', { ...paper(''), buffer: Buffer.from('<html>') });
    await placeOf(page, 'HS3').getByText('Báo cáo.pdf: Không tải lên được. Hãy thử lại. (404)').waitFor();
    expect([line.isDeaf, announced.length]).toEqual([true, 2]);
    close();
  });
});

it('sends a file although the browser has no room left to remember it', async () => {
  const { page, send, rows, announced } = await phone();
  const room = await page.evaluate<string>(`(() => {
    for (let length = 2 ** 22; length >= 1; length /= 2)
      for (let n = 0; n < 4; n += 1)
        try { localStorage.setItem(length + ' ' + n, 'x'.repeat(length)); } catch {}
    try { localStorage.setItem('upload', 'x'.repeat(100)); return 'room'; } catch (error) { return error.name; }
  })()`);
  await send('HS3', paper('đầy'));
  await placeOf(page, 'HS3').locator('.shelf-file').waitFor();
  expect([room, announced.length, (await rows()).map(({ state }) => state)]).toEqual(['QuotaExceededError', 1, ['kept']]);
});

it('sends a photo as it is when there is no memory to make it smaller', async () => {
  const { page, send, rows } = await phone();
  // What a browser answers that cannot make another canvas.
  await page.addInitScript('HTMLCanvasElement.prototype.getContext = () => null');
  await page.reload();
  const buffer = await sharp({ create: { width: 2400, height: 300, channels: 3, background: { r: 10, g: 90, b: 120 } } })
    .jpeg()
    .toBuffer();
  await send('HS5', { name: 'Ảnh.jpg', mimeType: 'image/jpeg', buffer });
  await placeOf(page, 'HS5').locator('.shelf-file').waitFor();
  expect((await rows()).map(({ name, width }) => [name, width])).toEqual([['Ảnh.jpg', 2400]]);
});
