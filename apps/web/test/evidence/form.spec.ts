import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { text as streamed } from 'node:stream/consumers';
import sharp from 'sharp';
import { EvidenceFile } from '#store';
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

async function sendForm(part: string, files: { name: string; bytes: Buffer }[], actor = branch) {
  const body = new FormData();
  for (const { name, bytes } of files) body.append('files', new Blob([new Uint8Array(bytes)]), name);
  return site.call(`/nominations/${id}/parts/${part}/files`, { method: 'POST', body, actor });
}

describe('the plain form', () => {
  it('takes several files at once, with names as phones send them, and leaves nothing on the way', async () => {
    const name = 'Biên bản họp.pdf';
    const answer = await sendForm('HS3', [
      { name: name.normalize('NFD'), bytes: pdf('một') },
      { name: 'trang 2.jpg', bytes: await photo(10) },
    ]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/nominations/${id}/files#place-HS3`]);
    const rows = await site.award.store.em.fork().find(EvidenceFile, { nomination: id, part: 'HS3' }, { orderBy: { type: 'asc' } });
    expect(rows.map((row) => [row.name, row.type, row.state])).toEqual([
      [name.normalize('NFC'), 'application/pdf', 'kept'],
      ['trang 2.jpg', 'image/jpeg', 'kept'],
    ]);
    expect(site.onTheWay()).toEqual([]);
  });

  it('says at the item what is wrong with which file, and keeps the others', async () => {
    const before = (await site.filesAt('HS5')).length;
    const answer = await sendForm('HS5', [
      { name: 'lạ.jpg', bytes: Buffer.from('<script>alert(1)</script>') },
      { name: 'tốt.jpg', bytes: await photo(20) },
      { name: 'vẽ.svg', bytes: Buffer.from('<svg><script>alert(1)</script></svg>') },
    ]);
    expect(answer.status).toBe(422);
    const text = await readable(answer);
    expect(text).toContain('lạ.jpg: Nội dung tệp không đúng với phần đuôi của tên tệp.');
    expect(text).toContain('vẽ.svg: Mục này chỉ nhận tệp JPG, JPEG, PNG, WEBP.');
    expect([(await site.filesAt('HS5')).length, site.onTheWay()]).toEqual([before + 1, []]);
  });

  it('takes in nothing for a place that is full, and so leaves nothing in the archive', async () => {
    const fill = Array.from({ length: 5 }, (_, n) => ({ name: `${n}.pdf`, bytes: pdf(`đầy ${n}`) }));
    expect((await sendForm('2.3', fill)).status).toBe(303);
    const kept = () => readdirSync(site.folder, { recursive: true }).length;
    const before = kept();
    const answer = await sendForm('2.3', [{ name: 'thừa.pdf', bytes: pdf('thừa') }]);
    expect([answer.status, await readable(answer)]).toEqual([422, expect.stringContaining('Mục này nhận tối đa 5 tệp, đã có 5.')]);
    expect([kept(), (await site.filesAt('2.3')).length, site.onTheWay()]).toEqual([before, 5, []]);
  });

  it('keeps names with pictures and in old encodings readable, and a form that is sent twice once', async () => {
    const files = [
      { name: '📷 Ảnh 🌱.pdf', bytes: pdf('ảnh') },
      { name: 'B¸o c¸o ®ît 1.pdf', bytes: pdf('cũ') },
    ];
    expect([(await sendForm('2.1', files)).status, (await sendForm('2.1', files)).status]).toEqual([303, 303]);
    const places = await site.filesAt('2.1');
    const rows = await site.award.store.em.fork().find(EvidenceFile, { nomination: id, part: '2.1', state: 'kept' });
    expect(places.map((place) => rows.find((row) => row.id === place.id)?.name)).toEqual(['📷 Ảnh 🌱.pdf', 'Báo cáo đợt 1.pdf']);
    const { headers } = await site.call(`/nominations/${id}/files/${places[0]?.id}`);
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="__ Anh __.pdf"; filename*=UTF-8''%F0%9F%93%B7%20%E1%BA%A2nh%20%F0%9F%8C%B1.pdf`,
    );
  });

  it('stops a file that is too large and goes on with the next', async () => {
    const answer = await sendForm('HS5', [
      { name: 'to.jpg', bytes: Buffer.concat([await photo(1), Buffer.alloc(10 * 1024 * 1024)]) },
      { name: 'vừa.jpg', bytes: await photo(30) },
    ]);
    expect([answer.status, (await readable(answer)).includes('to.jpg: Tệp lớn hơn 10 MB.')]).toEqual([422, true]);
    expect([(await site.filesAt('HS5')).length, site.onTheWay()]).toEqual([2, []]);
  });

  it('takes as many of two hundred photos as there is room for, says which are wrong and after which it stopped', async () => {
    const photos = Array.from({ length: 200 }, async (_, n) => ({
      name: `Ảnh ${n}.jpg`,
      bytes: n === 3 ? Buffer.from('<html>') : Buffer.concat([await photo((n * 20) % 250), Buffer.alloc(300_000)]),
    }));
    const answer = await sendForm('2.2', await Promise.all(photos));
    const text = await readable(answer);
    expect(answer.status).toBe(422);
    expect(text).toContain('Ảnh 3.jpg: Nội dung tệp không đúng với phần đuôi của tên tệp.');
    expect(text).toContain('Mục này nhận tối đa 5 tệp. Các tệp chọn sau “Ảnh 4.jpg” chưa được nhận.');
    const twoMore = ['A.jpg', 'B.jpg'].map(async (name, n) => ({ name, bytes: await photo(150 + n * 50) }));
    expect(await readable(await sendForm('2.2', await Promise.all(twoMore)))).toContain('B.jpg: Mục này nhận tối đa 5 tệp, đã có 5.');
    expect([(await site.filesAt('2.2')).length, site.onTheWay()]).toEqual([5, []]);
  });

  it('reads nothing of what is declared to be five gigabytes', async () => {
    const headers = {
      ...(await site.as(branch)),
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': String(5 * 1024 ** 3),
    };
    const sending = request(`${site.base}/nominations/${id}/parts/HS5/files`, { method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.flushHeaders();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers.connection]).toEqual([422, 'close']);
    expect(await readable(new Response(await streamed(answer)))).toContain(
      'Mục này nhận tối đa 10 tệp, mỗi tệp không quá 10 MB. Các tệp đã chọn nhiều hơn thế nên chưa tệp nào được nhận.',
    );
    sending.destroy();
  });

  it('asks for a file when none was chosen, and takes none of a stranger', async () => {
    expect((await sendForm('HS3', [])).status).toBe(422);
    expect((await sendForm('HS3', [{ name: 'a.pdf', bytes: pdf() }], site.award.nominator('CD-AK-02'))).status).toBe(404);
    expect((await sendForm('HS1', [{ name: 'a.pdf', bytes: pdf() }])).status).toBe(404);
    expect(site.onTheWay()).toEqual([]);
  });

  it('captions, moves and takes out', async () => {
    const [first, second] = await site.filesAt('HS3');
    const post = (path: string, fields: Record<string, string>) => site.call(path, { method: 'POST', body: new URLSearchParams(fields) });
    const at = (file: { id: string } | undefined, act: string) => `/nominations/${id}/files/${file?.id}/${act}`;
    expect((await post(at(first, 'caption'), { caption: 'Trang 1', was: '', part: 'HS3' })).status).toBe(303);
    const late = await post(at(first, 'caption'), { caption: 'Trang đầu', was: '', part: 'HS3' });
    expect([late.status, await readable(late)]).toEqual([
      422,
      expect.stringContaining('Người khác vừa ghi chú thích “Trang 1”. Bạn viết: “Trang đầu”.'),
    ]);
    expect((await post(at(second, 'move'), { direction: 'up', part: 'HS3' })).status).toBe(303);
    expect(await site.filesAt('HS3')).toEqual([second, { id: first?.id, caption: 'Trang 1' }]);
    expect((await post(at(second, 'removal'), {})).status).toBe(303);
    expect((await site.filesAt('HS3')).map((file) => file.id)).toEqual([first?.id]);
  });
});

it('refuses a submission with a sentence for everything that is missing', async () => {
  const answer = await site.call(`/api/v1/nominations/${id}/submit`, { method: 'POST' });
  const { rule, missing } = (await answer.json()) as { rule: string; missing: string[] };
  expect([answer.status, rule, missing.filter((sentence) => sentence.includes('cần ít nhất'))]).toEqual([
    409,
    'complete',
    [
      expect.stringMatching(/^Báo cáo thành tích .*: cần ít nhất 1 tệp, đã có 0\.$/),
      expect.stringMatching(/^Ảnh hoạt động.*: cần ít nhất 5 ảnh, đã có 2\.$/),
    ],
  ]);
  const page = await site.call(`/nominations/${id}/submission`, { method: 'POST' });
  expect([page.status, await readable(page)]).toEqual([409, expect.stringContaining(missing.at(-1) ?? '?')]);
});

describe('what is handed out', () => {
  it('can run nothing, is for its reader alone, and is named as it was', async () => {
    const [{ id: file } = { id: '' }] = await site.filesAt('HS3');
    const answer = await site.call(`/nominations/${id}/files/${file}`);
    const sha256 = createHash('sha256').update(pdf('một')).digest('hex');
    expect([answer.status, Object.fromEntries(answer.headers)]).toMatchObject([
      200,
      {
        'content-type': 'application/pdf',
        'content-length': String(pdf('một').length),
        'content-disposition': `attachment; filename="Bien ban hop.pdf"; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20h%E1%BB%8Dp.pdf`,
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
        'accept-ranges': 'bytes',
        etag: `"${sha256}"`,
      },
    ]);
    expect(Buffer.from(await answer.arrayBuffer()).equals(pdf('một'))).toBe(true);
    expect((await site.call(`/nominations/${id}/files/${file}`, { headers: { 'if-none-match': `"${sha256}"` } })).status).toBe(304);
  });

  it.each([
    ['bytes=0-3', 206, '%PDF', 'bytes 0-3/'],
    ['bytes=-6', 206, '%%EOF\n', 'bytes '],
    ['bytes=9999999-', 416, '', 'bytes */'],
    ['bytes=0-1,3-4', 200, pdf('một').toString(), null],
  ])('answers %s with %s', async (range, status, body, where) => {
    const [{ id: file } = { id: '' }] = await site.filesAt('HS3');
    const answer = await site.call(`/nominations/${id}/files/${file}`, { headers: { range } });
    expect([answer.status, await answer.text(), answer.headers.get('content-range')?.startsWith(where ?? '?') ?? null]).toEqual([
      status,
      body,
      where === null ? null : true,
    ]);
  });

  it('shows photos drawn anew, without where they were taken', async () => {
    const [{ id: file } = { id: '' }] = await site.filesAt('HS5');
    for (const path of ['', '/thumbnail']) {
      const answer = await site.call(`/nominations/${id}/files/${file}${path}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')?.split(';')[0]]).toEqual([
        200,
        'image/jpeg',
        'inline',
      ]);
      expect([bytes.includes('Exif'), (await sharp(bytes).metadata()).exif]).toEqual([false, undefined]);
    }
  });

  it('is not there for strangers', async () => {
    const [{ id: file } = { id: '' }] = await site.filesAt('HS5');
    for (const actor of [site.award.nominator('CD-AK-02'), site.award.reviewer('DP-AK'), site.award.staff.secretariat])
      for (const path of ['', '/thumbnail'])
        expect((await site.call(`/nominations/${id}/files/${file}${path}`, { actor })).status).toBe(404);
    expect((await fetch(`${site.base}/nominations/${id}/files/${file}`, { redirect: 'manual' })).status).toBe(303);
  });
});
