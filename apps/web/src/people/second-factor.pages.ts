import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { FactorService, PasskeyService } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../http/actor.js';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, Public } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';
import { seeOther } from '../http/see-other.js';
import { Door } from './door.js';

const CodeForm = z.object({ code: z.string().min(1).max(40), next: z.string().max(500).optional() });
type CodeForm = z.infer<typeof CodeForm>;

/** The second step of signing in. Open to everybody, because nobody is signed in yet; without a first step it leads back to it. */
@BeforeSecondFactor()
@Controller('sign-in/confirm')
export class SecondFactorPages {
  constructor(
    private readonly factors: FactorService,
    private readonly passkeys: PasskeyService,
    private readonly door: Door,
  ) {}

  @Get()
  @Public()
  @Page('people/confirm')
  async form(@Req() request: FastifyRequest, @Query('next') next?: string) {
    return (await this.model(request, next)) ?? seeOther('/sign-in');
  }

  @Post()
  @Public()
  @Page('people/confirm', {
    again: async (pages: SecondFactorPages, request) => (await pages.model(request, (request.body as CodeForm).next)) ?? {},
  })
  async confirm(
    @Body({ schema: CodeForm }) { code, next }: CodeForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const who = await this.door.pending(request);
    if (!who) return seeOther('/sign-in');
    this.door.remember(reply, await this.factors.confirm(who, code, originOf(request)));
    return seeOther(safePath(next));
  }

  private async model(request: FastifyRequest, next: unknown) {
    const who = await this.door.pending(request);
    if (!who) return null;
    const { hasApp } = await this.factors.state(who.personId);
    return {
      title: { vi: 'Bước xác nhận thứ hai', en: 'Second step' },
      name: who.name,
      hasApp,
      hasPasskeys: this.passkeys.isAvailable,
      next: safePath(next),
    };
  }
}
