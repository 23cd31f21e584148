import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Person } from '#store';
import { type Award, anAward } from '#testing';
import { emailOf, siteOf, Visitor } from './visitor.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A provider small enough to read: it signs what it is told to say of whoever comes, and checks PKCE as the standard wants. */
const said = { claims: {} as Record<string, unknown>, key: privateKey };
const asked = { challenge: '', nonce: '' };
let issuer: string;
let server: Server;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function idToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: 'awards', sub: '1', iat: now, exp: now + 60, nonce: asked.nonce, ...said.claims };
  const body = `${part({ alg: 'RS256', kid: '1' })}.${part(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), said.key).toString('base64url')}`;
}

async function answer(path: string, body: string): Promise<[number, object]> {
  if (path === '/.well-known/openid-configuration')
    return [
      200,
      {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
    ];
  if (path === '/keys') return [200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] }];
  const verifier = new URLSearchParams(body).get('code_verifier') ?? '';
  if (createHash('sha256').update(verifier).digest('base64url') !== asked.challenge) return [400, { error: 'invalid_grant' }];
  return [200, { access_token: 'a', token_type: 'Bearer', id_token: idToken() }];
}

let award: Award;
let app: NestFastifyApplication;
beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request)
      .then((body) => answer(request.url ?? '', body))
      .then(([status, found]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(found)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  award = await anAward({ branches: 2, wards: 1 });
  app = await siteOf(award, { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'awards', OIDC_CLIENT_SECRET: 'hush', OIDC_NAME: 'Thành Đoàn' });
});
afterAll(async () => {
  await app.close();
  await award.close();
  server.close();
});
beforeEach(async () => {
  Object.assign(said, {
    claims: { email: (await emailOf(award, award.nominator('CD-AK-01').id)).toUpperCase(), email_verified: true },
    key: privateKey,
  });
});

/** Goes to the provider and remembers what it was asked. */
async function depart(visitor: Visitor, next = '/cycles/award') {
  const { location } = await visitor.get(`/sign-in/oidc?next=${encodeURIComponent(next)}`);
  const { origin, searchParams } = new URL(location ?? '');
  Object.assign(asked, { challenge: searchParams.get('code_challenge'), nonce: searchParams.get('nonce') });
  return { origin, parameters: Object.fromEntries(searchParams) as Record<string, string> };
}
const comeBack = async (visitor: Visitor, state: string | undefined) => {
  const { status, location } = await visitor.get(`/sign-in/oidc/callback?code=c&state=${state}&iss=${encodeURIComponent(issuer)}`);
  return location ?? status;
};

it('lets in whose address the provider has checked, where they wanted to go', async () => {
  const visitor = new Visitor(app);
  expect((await visitor.get('/sign-in')).body).toContain('Dùng tài khoản Thành Đoàn');
  const { origin, parameters } = await depart(visitor);
  expect([origin, parameters]).toEqual([
    issuer,
    {
      client_id: 'awards',
      response_type: 'code',
      redirect_uri: 'https://kt.example.vn/sign-in/oidc/callback',
      scope: 'openid email',
      code_challenge_method: 'S256',
      code_challenge: expect.any(String) as string,
      state: expect.any(String) as string,
      nonce: expect.any(String) as string,
    },
  ]);
  expect(await comeBack(visitor, parameters['state'])).toBe('/cycles/award');
  expect((await visitor.get('/account')).body).toContain('Tài khoản của đơn vị');
  expect(await comeBack(visitor, parameters['state'])).toBe(422);
});

it.each<[string, () => Promise<void> | void]>([
  ['an address the provider has not checked', () => void Object.assign(said.claims, { email_verified: false })],
  ['an address that only says it is checked', () => void Object.assign(said.claims, { email_verified: 'true' })],
  ['somebody nobody here knows', () => void Object.assign(said.claims, { email: 'nobody@example.vn' })],
  ['an answer meant for another sign-in', () => void Object.assign(said.claims, { nonce: 'another' })],
  ['an answer meant for another site', () => void Object.assign(said.claims, { aud: 'another' })],
  ['an answer of another provider', () => void Object.assign(said.claims, { iss: 'https://evil.example' })],
  ['an answer that is too old', () => void Object.assign(said.claims, { exp: Math.floor(Date.now() / 1000) - 60 })],
  ['an answer that somebody else has signed', () => void Object.assign(said, { key: stranger.privateKey })],
])('refuses %s, and adds nobody', async (_, change) => {
  const people = await award.store.em.fork().count(Person);
  await change();
  const visitor = new Visitor(app);
  const { parameters } = await depart(visitor);
  expect(await comeBack(visitor, parameters['state'])).toBe(422);
  expect([visitor.cookies.has('__Host-sid'), await award.store.em.fork().count(Person)]).toEqual([false, people]);
});

it('takes an answer only in the browser that went, with the state it went with, and leads to this site only', async () => {
  const { parameters } = await depart(new Visitor(app));
  expect(await comeBack(new Visitor(app), parameters['state'])).toBe(422);
  const mixed = new Visitor(app);
  await depart(mixed);
  expect(await comeBack(mixed, parameters['state'])).toBe(422);
  const lured = new Visitor(app);
  const { parameters: own } = await depart(lured, 'https://evil.example/');
  expect(await comeBack(lured, own['state'])).toBe('/');
});

it('is not there without a provider', async () => {
  const plain = await siteOf(award);
  const visitor = new Visitor(plain);
  expect([(await visitor.get('/sign-in/oidc')).status, (await visitor.get('/sign-in')).body.includes('/sign-in/oidc')]).toEqual([
    404,
    false,
  ]);
  await plain.close();
});
