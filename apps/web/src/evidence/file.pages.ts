import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { Clock, FileService, Invalid, invalid, nominationView, NotFound, type EvidencePlace, rulebookOf, Stale } from '#awards';
import { fileName } from '#files';
import { Nomination } from '#store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { CaptionForm, MoveForm } from './file.forms.js';
import { placesModel } from './file.model.js';
import { Intake } from './intake.js';

const MEGABYTE = 1024 * 1024;

const again = (pages: FilePages, request: FastifyRequest) => pages.again(request);

/** The files of a dossier, place by place, and what its branch does with them. Everything works as a plain form. */
@Controller('nominations/:id')
@SignedInOnly()
export class FilePages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly files: FileService,
    private readonly intake: Intake,
  ) {}

  @Get('files')
  @Page('evidence/files')
  show(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    return this.model(id, actor);
  }

  /** Several files at once. Those that are accepted are kept, whatever becomes of the others. */
  @Post('parts/:part/files')
  @Page('evidence/files', { again })
  async upload(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('part') part: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const place = await this.files.place(id, actor, part);
    refuseHuge(place, request, reply);
    const faults: Invalid['faults'] = [];
    let last = '';
    try {
      for await (const sent of filesOf(request, place)) {
        // A form without a file sends one without a name.
        if (!sent.filename) sent.file.resume();
        else {
          last = fileName(sent.filename);
          await this.intake.take(id, actor, place, { name: sent.filename, bytes: sent.file }).catch((error: unknown) => {
            if (!(error instanceof Invalid)) throw error;
            faults.push(...error.faults.map((fault) => ofFile(last, fault)));
            sent.file.resume();
          });
        }
      }
    } catch (error) {
      if ((error as { code?: string }).code !== 'FST_FILES_LIMIT') throw error;
      faults.push(tooMany(place, last));
    }
    if (faults.length > 0) throw new Invalid(faults);
    if (!last) throw invalid(`files.${part}`, 'Hãy chọn ít nhất một tệp.', 'Choose at least one file.');
    return seeOther(`/nominations/${id}/files#place-${part}`);
  }

  @Post('files/:file/caption')
  @Page('evidence/files', { again })
  async caption(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('file', ParseUUIDPipe) file: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: CaptionForm }) { caption, was, part }: CaptionForm,
  ) {
    await this.files.caption(id, actor, file, caption, was).catch((error: unknown) => {
      if (!(error instanceof Stale)) throw error;
      const { yours, theirs } = error as { yours: string; theirs: string };
      throw invalid(
        `captions.${file}`,
        `Người khác vừa ghi chú thích “${theirs}”. Bạn viết: “${yours}”. Hãy sửa lại rồi lưu.`,
        `Somebody else has just written the caption “${theirs}”. You wrote: “${yours}”. Put it right and save again.`,
      );
    });
    return seeOther(`/nominations/${id}/files#place-${part}`);
  }

  @Post('files/:file/move')
  @HttpCode(200)
  async move(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('file', ParseUUIDPipe) file: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: MoveForm }) { direction, part }: MoveForm,
  ) {
    await this.files.move(id, actor, file, direction);
    return seeOther(`/nominations/${id}/files#place-${part}`);
  }

  @Post('files/:file/removal')
  @HttpCode(200)
  async remove(@Param('id', ParseUUIDPipe) id: string, @Param('file', ParseUUIDPipe) file: string, @CurrentActor() actor: Actor) {
    await this.files.remove(id, actor, file);
    return seeOther(`/nominations/${id}/files`, { toast: 'evidence.removed' });
  }

  /** The page as it stands now, for a form that is shown again. */
  again(request: FastifyRequest) {
    const { id } = request.params as { id: string };
    if (!request.person) throw new Error('The policy lets nobody in who is not signed in');
    return this.model(id, request.person.actor);
  }

  private async model(id: string, actor: Actor) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const view = await nominationView(em, id, actor, now);
    if (view.hidesFiles) throw new NotFound('No such page');
    const { cycle } = await em.findOneOrFail(Nomination, id, { populate: ['cycle', 'cycle.definition'] });
    const places = placesModel(view, rulebookOf(cycle).definition);
    const { code, unit, parent, cycle: shown } = view;
    return {
      title: unit,
      zone: shown.timeZone,
      now,
      nomination: { id, code, unit, parent, cycle: shown, mayEdit: view.actions.includes('SAVE') },
      items: places.filter(({ isRubric }) => !isRubric),
      rubric: places.filter(({ isRubric, isOpen, count }) => isRubric && (isOpen || count > 0)),
    };
  }
}

function filesOf(request: FastifyRequest, place: EvidencePlace) {
  if (!request.isMultipart()) throw invalid(`files.${place.part}`, 'Hãy chọn ít nhất một tệp.', 'Choose at least one file.');
  // One byte more than allowed shows that it is too long; the others are read all the same.
  return request.files({
    throwFileSizeLimit: false,
    limits: { fileSize: place.bytes + 1, files: place.maximum, parts: place.maximum + 5 },
  });
}

/** More than all files of this place together can be: not a byte of it is read. */
function refuseHuge({ part, bytes, maximum }: EvidencePlace, request: FastifyRequest, reply: FastifyReply): void {
  if (Number(request.headers['content-length'] ?? 0) <= bytes * maximum + MEGABYTE) return;
  void reply.header('connection', 'close');
  const megabytes = bytes / MEGABYTE;
  throw invalid(
    `files.${part}`,
    `Mục này nhận tối đa ${maximum} tệp, mỗi tệp không quá ${megabytes} MB. Các tệp đã chọn nhiều hơn thế nên chưa tệp nào được nhận. Hãy chọn ít tệp hơn rồi tải lại.`,
    `At most ${maximum} files of ${megabytes} MB each are accepted here. What you chose is more than that, so none was taken. Choose fewer files and upload them again.`,
  );
}

type Fault = Invalid['faults'][number];

/** Among several files each fault says whose it is. */
function ofFile(name: string, { place, message: { vi, en } }: Fault): Fault {
  const named = (text: string) => (text.startsWith(`${name}: `) ? text : `${name}: ${text}`);
  return { place, message: { vi: named(vi), en: named(en) } };
}

/** What comes after as many files as the place can hold is not read, so its names are not known. */
const tooMany = ({ part, maximum }: EvidencePlace, last: string): Fault => ({
  place: `files.${part}`,
  message: {
    vi: `Mục này nhận tối đa ${maximum} tệp. Các tệp chọn sau “${last}” chưa được nhận.`,
    en: `At most ${maximum} files are accepted here. The files chosen after “${last}” were not taken.`,
  },
});
