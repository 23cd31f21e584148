import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#config';
import { askedBy } from '#store';
import { actingIn, SessionCookie, Sessions, tokenOf } from './actor.js';
import { Assets } from './assets.js';
import { compressAnswers } from './compression.js';
import { refuseCrossSite } from './csrf.js';
import { logAnswers } from './log.js';
import { normaliseInput } from './normalise.js';

const MEBIBYTE = 1024 * 1024;
const YEAR_IN_SECONDS = 31_536_000;
/** As helmet writes it. */
const HSTS = `max-age=${YEAR_IN_SECONDS}; includeSubDomains`;

/** Neither needs to know who asks. */
const IMPERSONAL = /^\/(public\/|healthz|readyz)/;

/** For an answer that nothing else has a hand in. */
const BARE = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const isHttps = (baseUrl: string) => baseUrl.startsWith('https:');
const bareFor = (baseUrl: string) => (isHttps(baseUrl) ? { ...BARE, 'strict-transport-security': HSTS } : BARE);

/** The HTTP server below Nest. Ids of requests are ours: those of strangers would end up in the log. */
export const webAdapter = ({ trustedProxies, baseUrl }: Pick<Config, 'trustedProxies' | 'baseUrl'>) =>
  new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: MEBIBYTE,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // A malformed address never reaches the hooks: no page, so no words either.
    frameworkErrors: (_error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      void reply.status(400).headers(bareFor(baseUrl)).type('text/plain; charset=utf-8').send('400');
    },
  });

/** Everything a request passes before its handler. To be called once, before the application is initialised. */
export async function secure(
  app: NestFastifyApplication,
  config: Pick<Config, 'baseUrl'> & Partial<Pick<Config, 'imports'>>,
): Promise<void> {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const sessions = app.get(Sessions, { strict: false });
  const sessionCookie = app.get(SessionCookie, { strict: false });
  server.decorateRequest('person', null);
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  });
  await server.register(helmet, headersFor(config.baseUrl));
  await server.register(cookie);
  // Only routes that ask for a file read one; what is larger is cut off while it arrives.
  const fileSize = config.imports?.bytes ?? MEBIBYTE;
  await server.register(multipart, { limits: { fileSize, files: 1, fields: 5, fieldSize: 1000, parts: 6, headerPairs: 20 } });
  // Bytes of an upload that goes on where it stopped: never in memory, the handler writes them down as they come.
  server.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload));
  server.addHook('onRequest', async (request, reply) => {
    if (IMPERSONAL.test(request.url)) return;
    refuseCrossSite(request, sessionCookie, config.baseUrl);
    const token = tokenOf(request, sessionCookie);
    request.person = actingIn(token ? await sessions.find(token, request) : null, request);
    // Whatever else a handler says: what is for one person is kept by nobody on the way.
    if (request.person) void reply.header('cache-control', 'no-store');
  });
  // From here on, after the body was read: what the handler asks the database is asked by this person.
  server.addHook('preValidation', (request, _reply, done) => askedBy(request.person?.actor ?? null, done));
  server.addHook('preValidation', normaliseInput);
  compressAnswers(server);
  logAnswers(server, (url) => IMPERSONAL.test(url));
  app.get(Assets, { strict: false }).serve(server);
}

function headersFor(baseUrl: string) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps(baseUrl) && { maxAge: YEAR_IN_SECONDS },
    referrerPolicy: { policy: 'same-origin' as const },
    xFrameOptions: { action: 'deny' as const },
  };
}
