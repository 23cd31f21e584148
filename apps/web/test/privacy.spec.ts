import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataRequest, Person } from '#store';
import { type Award, anAward } from '#testing';
import { invited, siteOf, Visitor } from './visitor.js';

let award: Award;
let app: NestFastifyApplication;
let branch: Visitor;
let administrator: Visitor;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  app = await siteOf(award);
  ({ visitor: branch } = await invited(app, award.nominator('CD-AK-01').id));
  const [{ id } = { id: '' }] = await em().execute<{ id: string }[]>(`select person_id as id from membership where role = 'administrator'`);
  ({ visitor: administrator } = await invited(app, id));
});
afterAll(async () => {
  await app.close();
  await award.close();
});
const em = () => award.store.em.fork();

it('says to everybody what is kept, in both languages', async () => {
  const visitor = new Visitor(app);
  expect((await visitor.get('/privacy')).body).toContain('Luật 91/2025/QH15');
  expect((await visitor.get('/')).body).toContain('href="/privacy"');
});

it('gives people their data as a page and a file, and nobody else', async () => {
  await award.desk.nominations.start(award.cycle.id, award.nominator('CD-AK-01'));
  const { body } = await branch.get('/account/data');
  expect(body).toContain('Vai trò');
  expect(body).toContain('bắt đầu hồ sơ CD-AK-01');
  expect(body).not.toContain('nomination.started');
  const file = await branch.get('/account/data/file.json');
  expect([file.headers['content-disposition'], file.headers['cache-control']]).toEqual([
    'attachment; filename="du-lieu-cua-toi.json"',
    'no-store',
  ]);
  const { person } = JSON.parse(file.body) as { person: { name: string }[] };
  expect(person).toEqual([expect.objectContaining({ name: (await em().findOneOrFail(Person, award.nominator('CD-AK-01').id)).name })]);
  expect((await new Visitor(app).get('/account/data/file.json')).location).toMatch(/^\/sign-in/);
});

it('takes a request to its answer and to the erasure, which is typed and cannot be had otherwise', async () => {
  const empty = await branch.post('/account/data/requests', { kind: 'erasure', wish: ' ' });
  expect([empty.status, empty.body.includes('href="#f-wish"')]).toEqual([422, true]);
  expect((await branch.post('/account/data/requests', { kind: 'erasure', wish: 'Xin xóa' })).location).toBe('/account/data');
  expect((await branch.get('/data-requests')).status).toBe(403);
  const list = await administrator.get('/data-requests');
  expect([list.body.includes('Xin xóa'), list.body.includes('Trả lời trước hết ngày')]).toEqual([true, true]);
  expect((await administrator.get('/')).body).toContain('href="/data-requests"');
  const id = award.nominator('CD-AK-01').id;
  const careless = await administrator.post(`/data-requests/people/${id}/erasure`, { confirmation: 'có' });
  expect([careless.status, careless.body.includes('Hãy gõ đúng chữ “xóa”')]).toEqual([422, true]);
  expect((await administrator.post(`/data-requests/people/${id}/erasure`, { confirmation: 'Xóa' })).location).toBe('/data-requests');
  expect((await branch.get('/account/data')).location).toMatch(/^\/sign-in/);
  const request = await em().findOneOrFail(DataRequest, { person: id }, { populate: ['person'] });
  expect([request.wish, request.outcome, request.person.name]).toEqual(['', 'done', expect.stringMatching(/^Người đã xóa/)]);
});
