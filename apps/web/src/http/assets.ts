import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Injectable } from '@nestjs/common';
import { isDevelopment, projectRoot, webFolder } from './root.js';

interface Asset {
  url: string;
  hash: string;
  type: string;
  body: Buffer;
  /** Empty until somebody asks for it; undefined where compressing saves nothing. */
  compressed?: Partial<Record<Encoding, Buffer>>;
}

type Encoding = keyof typeof COMPRESS;
/** The better first. */
const COMPRESS = {
  br: (body: Buffer) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: isDevelopment() ? 1 : 9 } }),
  gzip: (body: Buffer) => gzipSync(body),
};
const ENCODINGS = Object.keys(COMPRESS) as Encoding[];

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const WEIGHTS = [400, 600, 700];
// With latin-ext declared too, browsers fetch it for ă, đ, ơ and ư and the download doubles.
const SUBSETS = ['latin', 'vietnamese'];
const PREFIX = '/public/';

const packages = join(projectRoot, 'node_modules');
const vendored = new Map([
  ['htmx.js', join(packages, 'htmx.org/dist/htmx.min.js')],
  ['webauthn.js', join(packages, '@simplewebauthn/browser/dist/bundle/index.umd.min.js')],
  ...SUBSETS.flatMap((subset) => WEIGHTS.map((weight) => fontFile(`be-vietnam-pro-${subset}-${weight}-normal.woff2`))),
]);

function fontFile(name: string): [string, string] {
  return [`fonts/${name}`, join(packages, '@fontsource/be-vietnam-pro/files', name)];
}

/**
 * What browsers load beside the pages: `apps/web/public`, htmx, the passkey calls and the fonts, a quarter of a megabyte in all, so it is kept in memory,
 * compressed once. `url()` carries the content's hash and may be cached for ever; the plain name is revalidated on every use.
 */
@Injectable()
export class Assets {
  private readonly files = new Map([...ownFiles(), ...vendored]);
  private readonly known = new Map<string, Asset>();

  /** Address of a file with its content's hash. Throws for a file there is not: a mistake in a template. */
  url(name: string): string {
    const asset = this.read(name);
    if (!asset) throw new Error(`There is no asset "${name}"`);
    return asset.url;
  }

  serve(server: FastifyInstance): void {
    for (const name of this.files.keys()) this.read(name);
    server.get(`${PREFIX}*`, (request, reply) => this.answer(request, reply));
  }

  private answer(request: FastifyRequest, reply: FastifyReply) {
    const asked = (request.params as { '*': string })['*'];
    const name = asked.replace(/\.[0-9a-f]{12}(\.\w+)$/, '$1');
    const asset = this.read(name);
    if (!asset) return reply.callNotFound();
    const isPinned = asset.url === PREFIX + asked;
    const etag = `"${asset.hash}"`;
    void reply.header('cache-control', isPinned ? 'public, max-age=31536000, immutable' : 'no-cache').header('etag', etag);
    if (asset.compressed) void reply.header('vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    const [encoding, body] = encoded(asset, request.headers['accept-encoding'] ?? '');
    if (encoding) void reply.header('content-encoding', encoding);
    return reply.type(asset.type).send(body);
  }

  private read(name: string): Asset | undefined {
    const known = this.known.get(name);
    if (known && !isDevelopment()) return known;
    const file = this.files.get(name);
    if (!file) return undefined;
    const asset = pack(name, this.complete(name, readFileSync(file)));
    this.known.set(name, asset);
    return asset;
  }

  /** Style sheets take their imports in; scripts name theirs, and all other assets, by the address with the hash. */
  private complete(name: string, source: Buffer): Buffer {
    if (!/\.(css|js)$/.test(name) || vendored.has(name)) return source;
    const text = source
      .toString()
      .replace(/^@import '\.\/([\w/.-]+)';$/gm, (_, part: string) => this.part(posix.join(posix.dirname(name), part)))
      .replace(/(?<= from ')\.\/([\w/.-]+\.js)(?=';)/g, (_, other: string) => PREFIX + posix.join(posix.dirname(name), other))
      .replace(/\/public\/([\w/.-]+\.(?:js|woff2|svg|png))/g, (_, other: string) => this.url(other));
    return Buffer.from(text);
  }

  private part(name: string): string {
    const file = this.files.get(name);
    if (!file) throw new Error(`There is no style sheet "${name}"`);
    return readFileSync(file, 'utf8');
  }
}

function ownFiles(): [string, string][] {
  const folder = join(webFolder, 'public');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => TYPES[extname(name)])
    .map((name) => [name.replaceAll('\\', '/'), join(folder, name)]);
}

function pack(name: string, body: Buffer): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const extension = extname(name);
  const type = TYPES[extension] ?? 'application/octet-stream';
  const url = `${PREFIX}${name.slice(0, -extension.length)}.${hash}${extension}`;
  return { url, hash, type, body, ...(/text|svg/.test(type) && { compressed: {} }) };
}

function encoded({ body, compressed }: Asset, accepted: string): [Encoding | null, Buffer] {
  const encoding = compressed && ENCODINGS.find((one) => new RegExp(`\\b${one}\\b`).test(accepted));
  return encoding ? [encoding, (compressed[encoding] ??= COMPRESS[encoding](body))] : [null, body];
}
