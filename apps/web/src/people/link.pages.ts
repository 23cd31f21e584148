import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { LinkService } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../http/actor.js';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, Public } from '../http/policy.js';
import { Door } from './door.js';

const AskForm = z.object({ address: z.string().min(3).max(254) });
type AskForm = z.infer<typeof AskForm>;

const Token = z.string().max(100);
const LinkForm = z.object({ token: Token });
type LinkForm = z.infer<typeof LinkForm>;

/** Signing in by a one-time link. */
@BeforeSecondFactor()
@Controller('sign-in')
export class LinkPages {
  constructor(
    private readonly links: LinkService,
    private readonly door: Door,
  ) {}

  /** The same answer for every address. */
  @Post('link-request')
  @Public()
  @Page('people/link-asked', { again: (pages: LinkPages) => pages.door.model('/') })
  async ask(@Body({ schema: AskForm }) { address }: AskForm, @Req() request: FastifyRequest) {
    await this.links.ask(address, originOf(request));
    return { title: { vi: 'Hãy xem hộp thư', en: 'Look into your mailbox' } };
  }

  /** Looking uses nothing up: programs that check mail open every link in it. */
  @Get('link')
  @Public()
  @Page('people/link')
  look(@Query('token') token: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('referrer-policy', 'no-referrer');
    return linkModel(token);
  }

  @Post('link')
  @Public()
  @Page('people/link', { again: () => linkModel('') })
  async enter(
    @Body({ schema: LinkForm }) { token }: LinkForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const opened = await this.links.enter(token, originOf(request));
    return this.door.open(request, reply, opened, opened.purpose === 'invitation' ? '/welcome' : '/account');
  }
}

const linkModel = (token: unknown) => ({
  title: { vi: 'Đăng nhập bằng liên kết', en: 'Sign in by link' },
  token: Token.safeParse(token).data ?? '',
});
