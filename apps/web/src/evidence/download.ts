import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, ParseIntPipe, ParseUUIDPipe, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { fileFor, NotFound } from '#awards';
import { Archive, isImage, Pages, Refused } from '#files';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';

/** A place comes free whenever a page is drawn, which takes ten seconds at most. */
const SECONDS_UNTIL_ROOM = 10;

interface Served {
  sha256: string;
  type: string;
  name: string;
}

/** Hands out the bytes of evidence files. Nobody's page runs in them: no scripts, no frames, no guessing of types. */
@Controller('nominations/:id/files/:file')
@SignedInOnly()
export class FileDownloads {
  constructor(
    private readonly em: EntityManager,
    private readonly archive: Archive,
    private readonly pages: Pages,
  ) {}

  @Get()
  async file(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('file', ParseUUIDPipe) fileId: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { sha256, type, name, isNameless } = await fileFor(this.em.fork(), id, fileId, actor);
    // What an author's program wrote into a file may say who that is.
    if (isNameless && !isImage(type)) throw new NotFound('No such file');
    await this.serve({ sha256, type, name: isNameless ? `tep.${type.split('/')[1]}` : name }, request, reply);
  }

  /** A page of a PDF, drawn here: a reader's browser gets nothing of the file itself, and needs no viewer for it. */
  @Get('pages/:page')
  async page(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('file', ParseUUIDPipe) fileId: string,
    @Param('page', ParseIntPipe) page: number,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { sha256, pages } = await fileFor(this.em.fork(), id, fileId, actor);
    if (page < 1 || page > (pages ?? 0)) throw new NotFound('No such page');
    const etag = `"${sha256}-${page}"`;
    const head = () => headed(reply, etag, { type: 'image/jpeg', name: `${page}.jpg` });
    if (request.headers['if-none-match'] === etag || request.method === 'HEAD')
      return void head()
        .status(request.method === 'HEAD' ? 200 : 304)
        .send();
    const drawn = await this.draw(sha256, page, reply);
    if (drawn) return void head().send(Buffer.from(drawn));
  }

  /** Nothing where the browser has gone meanwhile: whoever turns pages quickly leaves none behind to be drawn for nobody. */
  private async draw(sha256: string, page: number, reply: FastifyReply): Promise<Uint8Array | undefined> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const drawn = await this.pages.draw(sha256, page, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted) return undefined;
      if (!(error instanceof Refused)) throw error;
      void reply.header('retry-after', SECONDS_UNTIL_ROOM);
      throw new ServiceUnavailableException(error.message, { cause: error });
    });
    if (drawn === null) throw new NotFound('No such page');
    return drawn;
  }

  /** The small picture of an image. */
  @Get('thumbnail')
  async thumbnail(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('file', ParseUUIDPipe) fileId: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { thumbnail, name, isNameless } = await fileFor(this.em.fork(), id, fileId, actor);
    if (!thumbnail) throw new NotFound('No such thumbnail');
    await this.serve({ sha256: thumbnail, type: 'image/jpeg', name: isNameless ? 'tep.jpg' : `${name}.jpg` }, request, reply);
  }

  private async serve({ sha256, type, name }: Served, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const etag = `"${sha256}"`;
    void headed(reply, etag, { type, name }).header('accept-ranges', 'bytes');
    if (request.headers['if-none-match'] === etag) return void reply.status(304).send();
    const size = await this.archive.size(sha256);
    const range = rangeOf(request, etag, size);
    if (range === 'outside') return void reply.status(416).header('content-range', `bytes */${size}`).send();
    if (range) void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    void reply.header('content-length', range ? range.end - range.start + 1 : size);
    // Fastify answers HEAD with what GET would say, so nothing is read for it.
    return void reply.send(request.method === 'HEAD' ? '' : this.archive.read(sha256, range ?? {}));
  }
}

/** What goes with every answer: it is its reader's alone, and can run nothing. */
const headed = (reply: FastifyReply, etag: string, { type, name }: { type: string; name: string }) =>
  reply
    .header('etag', etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'Cookie, Authorization')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
    // Images are what was drawn anew here; everything else is for the disk.
    .header('content-disposition', disposition(isImage(type) ? 'inline' : 'attachment', name))
    .type(type);

/** RFC 6266: the name in plain letters for old programs, and as it is for all others. */
export function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .replace(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The one range that is asked for; null for all of it: when none is asked for, or several, or of another version. */
function rangeOf({ headers }: FastifyRequest, etag: string, size: number): { start: number; end: number } | 'outside' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  if (!found || (headers['if-range'] !== undefined && headers['if-range'] !== etag)) return null;
  const [, from = '', to = ''] = found;
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && from !== '' && Number(to) < start) return null;
  return start >= size || (from === '' && Number(to) === 0) ? 'outside' : { start, end };
}
