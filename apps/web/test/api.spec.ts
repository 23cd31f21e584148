import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#config';
import { JournalEntry, Membership } from '#store';
import { type Award, anAwardInReview } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';

let award: Award;
let app: NestFastifyApplication;

beforeAll(async () => {
  award = await anAwardInReview();
  app = await webApplication(loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, BASE_URL: 'http://127.0.0.1' }));
});
afterAll(async () => {
  await app.close();
  await award.close();
});

async function tokenFor(actor: Actor): Promise<string> {
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { person: actor.id });
  const { token } = (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{ token: string }>();
  return token;
}

async function call(actor: Actor | null, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const headers = actor ? { authorization: `Bearer ${await tokenFor(actor)}` } : {};
  const response = await app.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
  const { statusCode: status, headers: answered } = response;
  return { status, type: answered['content-type'], request: answered['x-request-id'], body: response.json<Record<string, unknown>>() };
}

it('carries a nomination from return to endorsement, and says at every step what can be done next', async () => {
  const { id, unit, content } = await award.nomination('CD-AK-01');
  const [branch, ward] = [award.nominator('CD-AK-01'), award.reviewer('DP-AK')];
  expect((await call(ward, 'GET', `/nominations/${id}`)).body).toMatchObject({
    unit: unit.name,
    status: 'submitted',
    _actions: ['RETURN', 'CHECK', 'COMMENT', 'ENDORSE', 'DECLINE', 'DISQUALIFY'],
  });

  const returned = await call(ward, 'POST', `/nominations/${id}/return`, {
    points: [{ field: 'initiative', request: 'Đề nghị nêu số liệu.' }],
  });
  expect(returned).toMatchObject({ status: 200, body: { status: 'returned', _actions: ['REMIND', 'CHECK', 'COMMENT', 'DISQUALIFY'] } });

  const { body } = await call(branch, 'GET', `/nominations/${id}`);
  expect(body['_actions']).toEqual(['SAVE', 'COMMENT', 'WITHDRAW']);
  const [point] = body['points'] as { id: string }[];
  const fields = { ...content.fields, initiative: 'Mô hình có 12 điểm.' };
  expect(
    (await call(branch, 'PUT', `/nominations/${id}/content`, { revision: body['revision'], content: { ...content, fields } })).status,
  ).toBe(200);
  expect((await call(branch, 'PUT', `/nominations/${id}/content`, { revision: body['revision'], content })).status).toBe(409);
  await call(branch, 'POST', `/nominations/${id}/points/${point?.id}/answer`, { answer: 'Đã bổ sung.' });
  expect((await call(branch, 'POST', `/nominations/${id}/submit`)).body).toMatchObject({
    status: 'submitted',
    content: { fields: { initiative: 'Mô hình có 12 điểm.' } },
  });
  expect((await call(ward, 'POST', `/nominations/${id}/endorse`, { rank: 1 })).body).toMatchObject({
    status: 'endorsed',
    _actions: ['COMMENT', 'RANK', 'FORWARD'],
  });
});

it('answers a refusal with 409, its rule and a sentence, and leaves no trace', async () => {
  const { id } = await award.nomination('CD-AK-02');
  const before = await award.store.em.fork().count(JournalEntry);
  const refused = await call(award.reviewer('DP-AK'), 'POST', `/nominations/${id}/endorse`, {});
  expect(refused).toMatchObject({ status: 409, body: { rule: 'rankGiven', detail: 'Cần ghi thứ tự ưu tiên khi đề nghị.' } });
  expect(refused.type).toContain('application/problem+json');
  expect(await award.store.em.fork().count(JournalEntry)).toBe(before);
});

it('keeps in the journal the id that the answer and the log have', async () => {
  const { id } = await award.nomination('CD-AK-03');
  const { request } = await call(award.reviewer('DP-AK'), 'POST', `/nominations/${id}/decline`, { reason: 'Chưa đủ kết quả.' });
  const entry = await award.store.em.fork().findOneOrFail(JournalEntry, { subjectId: id, type: 'nomination.declined' });
  expect([entry.requestId, entry.requestId?.length]).toEqual([request, 36]);
});

it('names every field that cannot be accepted', async () => {
  const { id } = await award.nomination('CD-AK-02');
  const bad = await call(award.reviewer('DP-AK'), 'POST', `/nominations/${id}/return`, { points: [{ field: '', request: '' }] });
  expect(bad).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/points/0/field' }, { pointer: '#/points/0/request' }] } });
});

it('does not tell strangers what exists', async () => {
  const { id } = await award.nomination('CD-AK-02');
  expect((await call(null, 'GET', `/nominations/${id}`)).status).toBe(401);
  expect((await call(award.reviewer('DP-CG'), 'GET', `/nominations/${id}`)).status).toBe(404);
  expect((await call(award.nominator('CD-AK-01'), 'GET', `/nominations/${id}`)).status).toBe(404);
  expect((await call([...award.staff.council.values()][1] ?? null, 'GET', `/nominations/${id}`)).status).toBe(404);
});

it('describes itself as OpenAPI 3.1', async () => {
  const { status, body } = await call(null, 'GET', '/openapi.json');
  expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  const paths = Object.keys(body['paths'] as object);
  expect(paths).toEqual(expect.arrayContaining(['/api/v1/nominations/{id}/return', '/api/v1/cycles/{slug}/forward', '/api/v1/session']));
  expect(paths.every((path) => path.startsWith('/api/v1/'))).toBe(true);
  const operation = (body['paths'] as Record<string, { post: { requestBody: object } }>)['/api/v1/nominations/{id}/return'];
  expect(JSON.stringify(operation?.post.requestBody)).toContain('"request"');
});

it('is alive and ready', async () => {
  expect((await app.inject('/healthz')).statusCode).toBe(200);
  expect((await app.inject('/readyz')).json()).toEqual({ ready: true, parts: { database: 'ok', schema: 'ok', clock: 'ok' } });
});
