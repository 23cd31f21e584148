import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Less fits into one packet anyway. */
const WORTH_IT = 1000;
const TEXT = /^(text\/|application\/(json|problem\+json|x-ndjson))/;
/** A page of a hundred kilobytes takes a fifth of a millisecond; the next level takes five times as long for a twentieth less. */
const QUALITY = 3;
/** Looks back 256 kB, which is more than a page has; the memory for more would have to be cleared for each. */
const WINDOW = 18;

/**
 * Pages and answers of the API travel compressed; what is kept in memory is so already (`Assets`). No page holds a secret beside what somebody else can
 * write into it: forms need no token (`csrf.ts`), and a session's is in a cookie.
 */
export function compressAnswers(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < WORTH_IT || request.method === 'HEAD') return payload;
    if (!TEXT.test(String(reply.getHeader('content-type')))) return payload;
    const vary = [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', ');
    void reply.header('vary', vary);
    const accepted = request.headers['accept-encoding'] ?? '';
    if (/\bbr\b/.test(accepted)) {
      void reply.header('content-encoding', 'br').removeHeader('content-length');
      return brotli(payload, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW } });
    }
    if (!/\bgzip\b/.test(accepted)) return payload;
    void reply.header('content-encoding', 'gzip').removeHeader('content-length');
    return zip(payload);
  });
}
