import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { certificatePdf, certificateView, Clock, cycleView, NotFound, publicResult, rulebookOf } from '#awards';
import { journalHead } from '#store';
import type { FastifyReply } from 'fastify';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';
import { ResultQuery } from './result.forms.js';

/** The newest version has the plain address: it is the one that holds. */
const linkOf = (slug: string, version: number, shown: number, newest: number) => ({
  isShown: version === shown,
  href: version === newest ? `/results/${slug}` : `/results/${slug}?version=${version}`,
});

/** What everybody may see: the winners, and whether a certificate is genuine. */
@Controller()
@Public()
export class ResultPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  @Get('results/:slug')
  @Page('announcements/result')
  async result(
    @Param('slug') slug: string,
    @Query({ schema: ResultQuery }) { version }: ResultQuery,
    @CurrentPerson() person: SignedIn | null,
  ) {
    const em = this.em.fork();
    const { cycle, decision, winners, versions } = await publicResult(em, slug, version);
    const { name, year, timeZone } = rulebookOf(cycle).definition;
    const actions = person?.actor.role === 'chair' ? (await cycleView(em, slug, person.actor, await this.clock.now(em))).actions : [];
    return {
      title: name,
      zone: timeZone,
      award: { name, year, organiser: cycle.organiser.name, publishedAt: cycle.publishedAt, timeZone, slug },
      decision,
      winners,
      standing: winners.filter(({ revoked }) => !revoked).length,
      newest: versions[0]?.version,
      replacedBy: versions.find((one) => one.version === decision.version + 1) ?? null,
      versions: versions.length > 1 && versions.map((one) => ({ ...one, ...linkOf(slug, one.version, decision.version, versions.length) })),
      mayCorrect: actions.includes('CORRECT'),
      journal: await journalHead(em, cycle.id),
    };
  }

  @Get('certificates/:code')
  @Page('announcements/certificate')
  async verify(@Param('code') code: string) {
    const { cycle, ...certificate } = await certificateView(this.em.fork(), code);
    const { definition } = rulebookOf(cycle);
    return {
      title: definition.name,
      zone: definition.timeZone,
      certificate,
      award: { name: definition.name, year: definition.year, slug: cycle.slug, organiser: cycle.organiser.name },
    };
  }

  @Get('certificates/:code/pdf')
  async pdf(@Param('code') code: string, @Res() reply: FastifyReply) {
    const pdf = await certificatePdf(this.em.fork(), code);
    if (!pdf) throw new NotFound('The certificate is being made');
    const name = `giay-chung-nhan-${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}.pdf`;
    return (
      reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('x-content-type-options', 'nosniff')
        // Whatever a reader of such files can do, it does with no rights of ours.
        .header('content-security-policy', "default-src 'none';sandbox")
        .send(pdf)
    );
  }
}
