import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { certificatePdf, certificateView, NotFound, publicResult, rulebookOf } from '#awards';
import { journalHead } from '#store';
import type { FastifyReply } from 'fastify';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';

/** What everybody may see: the winners, and whether a certificate is genuine. */
@Controller()
@Public()
export class ResultPages {
  constructor(private readonly em: EntityManager) {}

  @Get('results/:slug')
  @Page('announcements/result')
  async result(@Param('slug') slug: string) {
    const em = this.em.fork();
    const { cycle, decision, winners } = await publicResult(em, slug);
    const { definition } = rulebookOf(cycle);
    const head = await journalHead(em, cycle.id);
    return {
      award: {
        name: definition.name,
        year: definition.year,
        organiser: cycle.organiser.name,
        publishedAt: cycle.publishedAt,
        timeZone: definition.timeZone,
        slug,
      },
      decision,
      winners,
      journal: head,
    };
  }

  @Get('certificates/:code')
  @Page('announcements/certificate')
  async verify(@Param('code') code: string) {
    const { cycle, ...certificate } = await certificateView(this.em.fork(), code);
    const { definition } = rulebookOf(cycle);
    return { certificate, award: { name: definition.name, year: definition.year, slug: cycle.slug, organiser: cycle.organiser.name } };
  }

  @Get('certificates/:code/pdf')
  async pdf(@Param('code') code: string, @Res() reply: FastifyReply) {
    const pdf = await certificatePdf(this.em.fork(), code);
    if (!pdf) throw new NotFound('The certificate is being made');
    const name = `giay-chung-nhan-${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}.pdf`;
    return reply
      .type('application/pdf')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('x-content-type-options', 'nosniff')
      .send(pdf);
  }
}
