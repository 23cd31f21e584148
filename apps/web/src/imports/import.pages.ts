import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  Invalid,
  invalid,
  LOOKS_AFTER_PEOPLE,
  PeopleImportService,
  type Preview,
  type TableFormat,
  UnitImportService,
  type UploadKind,
  UploadService,
} from '#awards';
import type { Config } from '#config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_LIMITS, type TableLimits, Unreadable } from '#tables';
import { z } from 'zod';
import type { Actor, Language } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor } from '../http/actor.js';
import { languageOf } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { Format, sendTable } from '../http/table-file.js';

const Kind = z.enum(['units', 'people']);
const Choice = z.object({ convert: z.literal('1').optional() });
type Choice = z.infer<typeof Choice>;

const SHOWN = 200;
const FILE_NAMES: Record<UploadKind, string> = { units: 'don-vi', people: 'nguoi-dung' };

/** Tables of units and people: looked through first, with everything that is wrong by cell, then imported whole. */
@Controller('imports/:kind')
@Roles(...LOOKS_AFTER_PEOPLE)
export class ImportPages {
  private readonly limits: TableLimits;

  constructor(
    private readonly unitImports: UnitImportService,
    private readonly peopleImports: PeopleImportService,
    private readonly uploads: UploadService,
    @Inject(CONFIG) config: Config,
  ) {
    this.limits = { ...DEFAULT_LIMITS, bytes: config.imports.bytes, rows: config.imports.rows + 1 };
  }

  @Get()
  @Page('imports/form')
  form(@Param('kind', { schema: Kind }) kind: UploadKind) {
    return this.model(kind);
  }

  @Post()
  @Page('imports/form', { again: (pages: ImportPages, request) => pages.model(Kind.parse((request.params as { kind: string }).kind)) })
  async upload(@CurrentActor() actor: Actor, @Param('kind', { schema: Kind }) kind: UploadKind, @Req() request: FastifyRequest) {
    const { fileName, bytes } = await this.fileOf(request);
    await told(() => this.serviceFor(kind).preview(actor, bytes, { convert: false, limits: this.limits }));
    const id = await this.uploads.keep(actor, kind, fileName, bytes);
    return seeOther(`/imports/${kind}/${id}`);
  }

  @Get('template.:format')
  async template(
    @Param('kind', { schema: Kind }) kind: UploadKind,
    @Param('format', { schema: Format }) format: TableFormat,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    sendTable(reply, await this.serviceFor(kind).template(format, languageOf(request)), `${FILE_NAMES[kind]}-mau`, format);
  }

  @Get('export.:format')
  async export(
    @CurrentActor() actor: Actor,
    @Param('kind', { schema: Kind }) kind: UploadKind,
    @Param('format', { schema: Format }) format: TableFormat,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    sendTable(reply, await this.serviceFor(kind).export(actor, format, languageOf(request)), FILE_NAMES[kind], format);
  }

  @Get(':id')
  @Page('imports/preview')
  async preview(
    @CurrentActor() actor: Actor,
    @Param('kind', { schema: Kind }) kind: UploadKind,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: Choice }) { convert }: Choice,
  ) {
    const { fileName, bytes } = await this.uploads.find(actor, kind, id);
    const found = await told(() => this.serviceFor(kind).preview(actor, bytes, { convert: convert === '1', limits: this.limits }));
    return {
      ...this.model(kind),
      id,
      fileName,
      convert,
      counts: { rows: found.rows.length, known: found.known, faults: found.faults.length, suspects: found.suspects.length },
      faults: found.faults.slice(0, SHOWN),
      warnings: found.warnings.slice(0, SHOWN),
      suspects: found.suspects.slice(0, SHOWN),
      rows: found.rows.slice(0, 20),
      isReady: found.faults.length === 0 && found.rows.length > 0,
    };
  }

  @Post(':id')
  @HttpCode(200)
  async apply(
    @CurrentActor() actor: Actor,
    @Param('kind', { schema: Kind }) kind: UploadKind,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Choice }) { convert }: Choice,
  ) {
    const { bytes } = await this.uploads.find(actor, kind, id);
    await told(() => this.serviceFor(kind).apply(actor, bytes, { convert: convert === '1', limits: this.limits }));
    await this.uploads.drop(actor, id);
    const next =
      kind === 'people' && actor.requestId ? `/invitations?${new URLSearchParams({ from: actor.requestId }).toString()}` : `/${kind}`;
    return seeOther(next, { toast: 'toast.imported' });
  }

  private serviceFor(kind: UploadKind): Service {
    return kind === 'units' ? this.unitImports : this.peopleImports;
  }

  private model(kind: UploadKind) {
    return {
      kind,
      is: { [kind]: true },
      titleKey: `imports.title.${kind}`,
      most: { rows: this.limits.rows - 1, megabytes: this.limits.bytes / 1024 / 1024 },
    };
  }

  /** Cut off by the server as soon as it is larger than allowed; never more than that in memory. */
  private async fileOf(request: FastifyRequest): Promise<{ fileName: string; bytes: Buffer }> {
    const part = request.isMultipart() ? await request.file() : undefined;
    if (!part) throw invalid('file', 'Hãy chọn một tệp.', 'Choose a file.');
    try {
      return { fileName: part.filename, bytes: await part.toBuffer() };
    } catch (error) {
      if ((error as { code?: string }).code !== 'FST_REQ_FILE_TOO_LARGE') throw error;
      const most = this.limits.bytes / 1024 / 1024;
      throw invalid('file', `Tệp lớn hơn ${most} MB.`, `The file is larger than ${most} MB.`);
    }
  }
}

/** What both imports can do; the pages do not look into the rows. */
interface Service {
  preview(actor: Actor, bytes: Buffer, options: { convert: boolean; limits: TableLimits }): Promise<Preview<object>>;
  apply(actor: Actor, bytes: Buffer, options: { convert: boolean; limits: TableLimits }): Promise<number>;
  export(actor: Actor, format: TableFormat, language: Language): Promise<Buffer>;
  template(format: TableFormat, language: Language): Promise<Buffer>;
}

/** A file that cannot be read is a fault of the form's field. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Invalid(
      error.faults.map(({ place, message }) => ({
        place: 'file',
        message: place ? { vi: `${place}: ${message.vi}`, en: `${place}: ${message.en}` } : message,
      })),
    );
  }
}
