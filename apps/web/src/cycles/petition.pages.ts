import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common';
import { NotFound, officeCycle, PAPER_FILES, petitionPage, READS_PETITIONS, receivedFile, rulebookOf } from '#awards';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, stageOf } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { paper } from '../reviews/paper.js';

const PetitionQuery = z.object({ page: z.coerce.number().int().min(1).max(1000).default(1) });
type PetitionQuery = z.infer<typeof PetitionQuery>;

/** The petitions and lists that units have sent up, for the office that receives them. */
@Controller('cycles/:slug/petitions')
@Roles(...READS_PETITIONS)
export class PetitionPages {
  constructor(private readonly em: EntityManager) {}

  @Get()
  @Page('cycles/petitions')
  async show(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Query({ schema: PetitionQuery }) { page }: PetitionQuery) {
    const em = this.em.fork();
    const cycle = await officeCycle(em, slug, actor);
    const { definition } = rulebookOf(cycle);
    const path = `/cycles/${slug}/petitions`;
    const { rows, total, size } = await petitionPage(em, cycle, page);
    return {
      title: definition.name,
      zone: definition.timeZone,
      cycle: { slug, name: definition.name },
      total,
      petitions: rows.map(({ id, unit, stage, number, signedOn, list, askedAt, renderedAt }) => ({
        unit: { code: unit.code, name: unit.name },
        stageName: stageOf(definition.pipeline, stage).name,
        number,
        signedOn,
        listed: list.length,
        askedAt,
        isMade: Boolean(renderedAt),
        files: PAPER_FILES.map((file) => ({ href: `${path}/${id}/${file}`, label: `desk.file.${file.replace('.', '-')}` })),
      })),
      pager: pagerOf(path, page, size, total),
      severalPages: total > size,
    };
  }

  @Get(':id/:file')
  async file(
    @Param('slug') slug: string,
    @Param('id', new ParseUUIDPipe()) id: string,
    @Param('file') name: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const em = this.em.fork();
    const cycle = await officeCycle(em, slug, actor);
    const file = PAPER_FILES.find((one) => one === name);
    const content = file ? await receivedFile(em, cycle, id, file) : null;
    if (!file || !content) throw new NotFound('No such file');
    return paper(reply, file, content);
  }
}
