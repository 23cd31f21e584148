import { EntityManager } from '@mikro-orm/postgresql';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { findCycle, NotFound, reviewStageFor } from '#awards';
import { Nomination } from '#store';
import type { FastifyRequest } from 'fastify';

interface Address {
  slug: string;
  stage: string;
  id?: string;
}

/** An act belongs to its address: whoever does not review that stage of that cycle, or names a nomination of another one, finds nothing there. Pages ask for themselves. */
@Injectable()
export class HereGuard implements CanActivate {
  constructor(private readonly em: EntityManager) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { method, params, person } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET') return true;
    if (!person) throw new NotFound('No such page');
    const { slug, stage, id } = params as Address;
    const em = this.em.fork();
    const cycle = await findCycle(em, slug, person.actor);
    await reviewStageFor(em, cycle, stage, person.actor);
    // What is no id at all is said by the handler.
    if (id !== undefined && UUID.test(id) && (await em.count(Nomination, { id, cycle })) === 0) throw new NotFound('No such nomination');
    return true;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
