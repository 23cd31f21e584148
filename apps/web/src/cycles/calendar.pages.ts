import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { Clock, cycleList, type CycleSummary, cycleView } from '#awards';
import type { Config } from '#config';
import type { FastifyReply } from 'fastify';
import { ICalCalendarMethod, ICalEventStatus, type ICalEventData } from 'ical-generator';
import ical from 'ical-generator';
import { z } from 'zod';
import type { Actor, Language, Text } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { CurrentLanguage, isLanguage, Words } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';

const FeedQuery = z.object({ language: z.string().max(8).optional() });
type FeedQuery = z.infer<typeof FeedQuery>;

interface Moment {
  cycle: CycleSummary;
  stage: string;
  name: Text;
  kind: 'opens' | 'closes';
  at: Date;
}

/** When what opens and closes, to read and to subscribe to: the dates everybody may know, without what single units were given. */
@Controller()
export class CalendarPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly words: Words,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('calendar')
  @Public()
  @Page('cycles/calendar')
  async show() {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const moments = momentsOf(await cycleList(em)).filter(({ cycle }) => cycle.status !== 'cancelled');
    const shown = moments.map((one) => ({
      ...one,
      key: `calendar.${one.kind}`,
      zone: one.cycle.timeZone,
      isStill: one.cycle.status === 'suspended',
    }));
    return {
      now,
      zone: moments[0]?.cycle.timeZone,
      coming: shown.filter(({ at }) => at >= now),
      past: shown.filter(({ at }) => at < now).toReversed(),
      feed: `${this.config.baseUrl}/calendar.ics`,
    };
  }

  @Get('calendar.ics')
  @Public()
  async feed(@CurrentLanguage() language: Language, @Query({ schema: FeedQuery }) query: FeedQuery, @Res() reply: FastifyReply) {
    const wanted = isLanguage(query.language) ? query.language : language;
    this.send(reply, momentsOf(await cycleList(this.em.fork())), wanted, this.words.say(wanted, 'calendar.title'));
  }

  @Get('cycles/:slug/calendar.ics')
  @Public()
  async feedOfOne(
    @Param('slug') slug: string,
    @CurrentPerson() person: SignedIn | null,
    @CurrentLanguage() language: Language,
    @Query({ schema: FeedQuery }) query: FeedQuery,
    @Res() reply: FastifyReply,
  ) {
    const em = this.em.fork();
    const actor: Actor | null = person?.actor ?? null;
    const cycle = await cycleView(em, slug, actor, await this.clock.now(em));
    const wanted = isLanguage(query.language) ? query.language : language;
    this.send(reply, momentsOf([cycle]), wanted, cycle.name[wanted]);
  }

  private send(reply: FastifyReply, moments: readonly Moment[], language: Language, name: string): void {
    const calendar = ical({
      name,
      method: ICalCalendarMethod.PUBLISH,
      prodId: { company: 'Vinh Danh', product: 'Vinh Danh', language: language.toUpperCase() },
      ttl: 3600,
      events: moments.map((moment) => this.eventOf(moment, language)),
    });
    void reply
      .header('content-type', 'text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="vinh-danh.ics"')
      .header('cache-control', 'no-cache')
      .send(calendar.toString());
  }

  /** The same event keeps its id when its time changes, so that a calendar moves it and does not show it twice. */
  private eventOf({ cycle, stage, name, kind, at }: Moment, language: Language): ICalEventData {
    return {
      id: `${cycle.id}/${stage}/${kind}@${new URL(this.config.baseUrl).hostname}`,
      start: at,
      summary: `${this.words.say(language, `calendar.${kind}`)}: ${name[language]} · ${cycle.shortName[language]}`,
      description: cycle.status === 'suspended' ? this.words.say(language, 'calendar.still') : cycle.name[language],
      url: `${this.config.baseUrl}/cycles/${cycle.slug}`,
      status: STATUSES[cycle.status] ?? ICalEventStatus.CONFIRMED,
    };
  }
}

const STATUSES: Partial<Record<string, ICalEventStatus>> = {
  cancelled: ICalEventStatus.CANCELLED,
  suspended: ICalEventStatus.TENTATIVE,
};

function momentsOf(cycles: readonly CycleSummary[]): Moment[] {
  return cycles
    .flatMap((cycle) =>
      cycle.stages.flatMap(({ code, name, opens, closes }) =>
        [['opens', opens] as const, ['closes', closes] as const].flatMap(([kind, at]) =>
          at === null ? [] : [{ cycle, stage: code, name, kind, at: new Date(at) }],
        ),
      ),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}
