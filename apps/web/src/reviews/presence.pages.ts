import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, NotAcceptableException, Param, ParseUUIDPipe, Req, Res } from '@nestjs/common';
import { findCycle, NotFound, reviewStageFor, visibleTo, REVIEWS } from '#awards';
import { Nomination } from '#store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Words } from '../http/i18n.js';
import { Roles } from '../http/policy.js';
import { Watch } from './watch.js';

/** Server-sent events for a dossier that is open in a browser. Without scripts nobody asks for them. */
@Controller('reviews/:slug/:stage/:id/presence')
@Roles(...REVIEWS)
export class PresencePages {
  constructor(
    private readonly em: EntityManager,
    private readonly watch: Watch,
    private readonly words: Words,
  ) {}

  @Get()
  async follow(
    @Param() { slug, stage }: { slug: string; stage: string },
    @Param('id', new ParseUUIDPipe()) id: string,
    @CurrentActor() actor: Actor,
    @CurrentPerson() { language }: SignedIn,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const em = this.em.fork();
    await reviewStageFor(em, await findCycle(em, slug, actor), stage, actor);
    if ((await em.count(Nomination, { $and: [{ id }, await visibleTo(em, actor)] })) === 0) throw new NotFound('No such nomination');
    // Whoever does not listen for events would wait for an end that does not come.
    if (!request.headers.accept?.includes('text/event-stream')) throw new NotAcceptableException('A stream of events');
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write('retry: 3000\n\n');
    const leave = this.watch.join(id, actor, {
      send: (event, data) => {
        const { others, state } = data as { others: string[]; state: string };
        const text = others.length > 0 ? this.words.say(language, 'desk.here', { names: others.join(', '), count: others.length }) : '';
        raw.write(`event: ${event}\ndata: ${JSON.stringify({ text, state })}\n\n`);
      },
      end: () => raw.end(),
    });
    // Who has gone while we were asking whether they may look has no second going.
    if (raw.destroyed) leave();
    else raw.on('close', leave);
  }
}
