import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ANSWERS_OBJECTIONS, isOneOf, Clock, noticeList, objectionList, ObjectionService, rulebookOf, takesAnswers } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor, CurrentPerson, RequestId, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Public, Roles } from '../http/policy.js';
import { AnswerForm } from '../nominations/nomination.forms.js';
import { ObjectionForm } from './notice.forms.js';

/** The shortlist on public notice, and signed comments on it. */
@Controller('notices/:slug')
export class NoticePages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly objections: ObjectionService,
  ) {}

  @Get()
  @Public()
  @Page('notices/notice')
  async show(@Param('slug') slug: string, @CurrentPerson() person: SignedIn | null) {
    const em = this.em.fork();
    const { cycle, stage, candidates } = await noticeList(em, slug);
    const { definition } = rulebookOf(cycle);
    const open = person ? await objectionList(em, cycle, person.actor) : [];
    return {
      mayAnswer: isOneOf(person?.actor ?? null, ANSWERS_OBJECTIONS) && takesAnswers(cycle),
      zone: definition.timeZone,
      now: await this.clock.now(em),
      award: { name: definition.name, slug, timeZone: definition.timeZone },
      stage: stage && { ...stage, times: cycle.schedule[stage.code] },
      candidates,
      objections: open.map(({ id, name, phone, address, body, answer, nomination }) => ({
        id,
        name,
        phone,
        address,
        body,
        answer,
        unit: nomination.unit.name,
      })),
    };
  }

  @Post()
  @Public()
  @HttpCode(200)
  @Page('notices/received')
  async object(
    @Param('slug') slug: string,
    @Body({ schema: ObjectionForm }) { nomination, ...wanted }: ObjectionForm,
    @RequestId() request: string,
  ) {
    const { cycle } = await noticeList(this.em.fork(), slug);
    await this.objections.object(nomination, wanted, request, cycle.id);
    return { slug };
  }

  @Post('objections/:id/answer')
  @Roles(...ANSWERS_OBJECTIONS)
  @HttpCode(200)
  async answer(
    @Param('slug') slug: string,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: AnswerForm }) { answer }: AnswerForm,
  ) {
    const { cycle } = await noticeList(this.em.fork(), slug);
    await this.objections.answer(id, actor, answer, cycle.id);
    return seeOther(`/notices/${slug}`);
  }
}
