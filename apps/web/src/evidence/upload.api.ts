import {
  BadRequestException,
  ConflictException,
  Controller,
  Delete,
  Head,
  HttpCode,
  HttpException,
  Options,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  PreconditionFailedException,
  Req,
  Res,
} from '@nestjs/common';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';
import { Busy } from '#files';
import { Intake, type Upload } from './intake.js';

const VERSION = '1.0.0';
const WHOLE = /^\d{1,15}$/;

/** Uploads that go on after the line was cut: tus 1.0 with creation, expiration and termination (tus.io/protocols/resumable-upload). */
@Controller('api/v1/nominations/:id/uploads')
@SignedInOnly()
export class UploadApi {
  constructor(private readonly intake: Intake) {}

  @Options()
  @HttpCode(204)
  about(@Res({ passthrough: true }) reply: FastifyReply): void {
    void spoken(reply).header('tus-version', VERSION).header('tus-extension', 'creation,expiration,termination');
  }

  /** `Upload-Metadata` names the `part` of the dossier and the `filename`. What there is no room for is refused here. */
  @Post()
  @HttpCode(201)
  async announce(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    speaks(request, reply);
    const { part = '', filename = '' } = metadataOf(request);
    const upload = await this.intake.announce(id, actor, { part, name: filename, bytes: numberIn(request, 'upload-length') });
    void told(reply, upload).header('location', `/api/v1/nominations/${id}/uploads/${upload.id}`);
  }

  @Head(':upload')
  @HttpCode(200)
  async find(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('upload', ParseUUIDPipe) uploadId: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    speaks(request, reply);
    void told(reply, await this.intake.find(id, actor, uploadId).catch(cutOff));
  }

  @Patch(':upload')
  @HttpCode(204)
  async append(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('upload', ParseUUIDPipe) uploadId: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    speaks(request, reply);
    if (!(request.body instanceof Readable)) throw new BadRequestException('The bytes must be application/offset+octet-stream');
    const upload = await this.intake.find(id, actor, uploadId).catch(cutOff);
    if (numberIn(request, 'upload-offset') !== upload.offset) throw new ConflictException(`The offset is ${upload.offset}`);
    const offset =
      upload.offset === upload.length ? upload.offset : await this.intake.append(id, actor, upload, request.body).catch(cutOff);
    void told(reply, { ...upload, offset });
  }

  @Delete(':upload')
  @HttpCode(204)
  async giveUp(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('upload', ParseUUIDPipe) uploadId: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    speaks(request, reply);
    await this.intake.giveUp(id, actor, uploadId);
  }
}

const LOCKED = 423;

/** Whoever hung up gets no answer, and the server has no fault: what came in is kept. What somebody else is at is tried again in a moment. */
function cutOff(error: unknown): never {
  if (error instanceof Busy) throw new HttpException('The upload is being written or looked at', LOCKED, { cause: error });
  throw (error as { code?: string }).code === 'ECONNRESET' ? new BadRequestException('The line was cut') : error;
}

const spoken = (reply: FastifyReply) => reply.header('tus-resumable', VERSION).header('cache-control', 'no-store');

/** Both sides name the version of the protocol; another one is refused. */
function speaks({ headers }: FastifyRequest, reply: FastifyReply): void {
  void spoken(reply);
  if (headers['tus-resumable'] === VERSION) return;
  void reply.header('tus-version', VERSION);
  throw new PreconditionFailedException(`Tus-Resumable must be ${VERSION}`);
}

const told = (reply: FastifyReply, { offset, length, expires }: Upload) =>
  reply.header('upload-offset', offset).header('upload-length', length).header('upload-expires', expires.toUTCString());

function numberIn({ headers }: FastifyRequest, name: string): number {
  const value = headers[name];
  if (typeof value !== 'string' || !WHOLE.test(value)) throw new BadRequestException(`${name} must be a whole number`);
  return Number(value);
}

/** Pairs of a name and text in Base64, with commas between them. */
function metadataOf({ headers }: FastifyRequest): Record<string, string> {
  const text = headers['upload-metadata'];
  const pairs = typeof text === 'string' ? text.split(',').map((pair) => pair.trim().split(' ')) : [];
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
