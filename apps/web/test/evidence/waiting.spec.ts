import { deflateSync } from 'node:zlib';
import { evidenceSite, type EvidenceSite } from './site.js';

let site: EvidenceSite;
beforeAll(async () => void (site = await evidenceSite()));
afterAll(() => site?.close());

/** Its first page is empty, its second takes minutes. */
function slow(): Buffer {
  const lines = deflateSync(Buffer.from('0 0 m 595 842 l S\n'.repeat(1_000_000))).toString('latin1');
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [4 0 R 5 0 R] /Count 2 >>',
    `<< /Filter /FlateDecode /Length ${lines.length} >>\nstream\n${lines}\nendstream`,
    `${page} >>`,
    `${page} /Contents 3 0 R >>`,
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  return Buffer.from(`%PDF-1.7\n${objects.join('')}trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`, 'latin1');
}

it('tells whom there is no room for when to come again, and draws for nobody who has gone', async () => {
  const bytes = slow();
  const tus = { 'tus-resumable': '1.0.0' };
  const announced = await site.call(`/api/v1/nominations/${site.id}/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': `part ${btoa('HS2')},filename ${btoa('a.pdf')}` },
  });
  await site.call(announced.headers.get('location') ?? '', {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  });
  const [file] = await site.filesAt('HS2');
  const page = (number: number, signal?: AbortSignal) =>
    site.call(`/nominations/${site.id}/files/${file?.id}/pages/${number}`, signal ? { signal } : {});
  const gone = new AbortController();
  const crowd = Array.from({ length: 60 }, () => page(2, gone.signal));
  const refused = await Promise.any(
    crowd.map(async (coming) => ((await coming).status === 503 ? coming : Promise.reject(new Error('Drawn')))),
  );
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('etag')]).toEqual([503, '10', null]);
  expect(await refused.text()).toContain('Hệ thống đang bận');
  gone.abort();
  await Promise.allSettled(crowd);
  let again = await page(1);
  // Until the server, too, has seen that they have gone.
  while (again.status === 503) again = await page(1);
  expect([again.status, again.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
});
