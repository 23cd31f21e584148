import { ForbiddenException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerOf, type SessionCookie } from './actor.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A change asked for from another site's page. */
export class CrossSite extends ForbiddenException {}

/**
 * Refuses changes that another site's page asks for in a person's name. Browsers say where a request comes from in `Sec-Fetch-Site`; over
 * plain http to a name other than localhost they do not, and `Origin` must then be this host. Who sends neither is no browser of today, and
 * may act only without a session: there is nothing to misuse. `none` (typed, bookmarked) never is a POST.
 */
export function refuseCrossSite(request: FastifyRequest, cookie: SessionCookie, baseUrl: string): void {
  if (SAFE.has(request.method) || bearerOf(request)) return;
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  if (site !== undefined) {
    if (site !== 'same-origin') throw new CrossSite(`Sec-Fetch-Site is ${site}`);
  } else if (origin !== undefined) {
    if (!isOwn(origin, host, baseUrl)) throw new CrossSite('Origin is not this host');
  } else if (request.cookies[cookie.name]) {
    throw new CrossSite('Neither Sec-Fetch-Site nor Origin is sent');
  }
}

function isOwn(origin: string, host: string | undefined, baseUrl: string): boolean {
  const own = new URL(baseUrl);
  if (origin === own.origin) return true;
  const url = URL.parse(origin);
  // Behind https a page fetched in clear text is somebody else's.
  return url !== null && url.host === host?.toLowerCase() && (own.protocol === 'http:' || url.protocol === 'https:');
}
