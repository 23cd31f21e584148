import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { COUNCIL, councilTies, DECLARES_TIES, isOneOf, LIFTS_TIES, READS_TIES, TieService } from '#awards';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { RemovalForm } from './people.forms.js';

const TieForm = z.object({
  person: z.uuid().optional(),
  unit: z.string().trim().min(1, { error: 'needed' }).max(48, { error: 'tooLong' }),
  reason: z.string().trim().min(1, { error: 'needed' }).max(500, { error: 'tooLong' }),
});
type TieForm = z.infer<typeof TieForm>;

/** Conflicts of interest: a member of the council sees and declares their own, the office those of everybody. */
@Controller('ties')
@Roles(...DECLARES_TIES)
export class TiePages {
  constructor(
    private readonly em: EntityManager,
    private readonly ties: TieService,
  ) {}

  @Get()
  @Roles(...READS_TIES)
  @Page('people/ties')
  async list(@CurrentActor() actor: Actor) {
    return { ...(await this.model(actor)), values: {} };
  }

  @Post()
  @Page('people/ties', { again: async (pages: TiePages, { person }) => (person ? pages.model(person.actor) : {}) })
  async declare(@CurrentActor() actor: Actor, @Body({ schema: TieForm }) form: TieForm) {
    await this.ties.declare(actor, form);
    return seeOther('/ties', { toast: 'toast.saved' });
  }

  @Post(':id/end')
  @Roles(...LIFTS_TIES)
  @HttpCode(200)
  async lift(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: RemovalForm }) { reason }: RemovalForm,
  ) {
    await this.ties.lift(actor, id, reason);
    return seeOther('/ties', { toast: 'toast.saved' });
  }

  async model(actor: Actor) {
    return { ...(await councilTies(this.em.fork(), actor)), isOffice: isOneOf(actor, LIFTS_TIES), areOwn: isOneOf(actor, COUNCIL) };
  }
}
