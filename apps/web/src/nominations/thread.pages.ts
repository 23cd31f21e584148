import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CommentService } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { ThreadForm } from '../reviews/dossier.forms.js';

const ID = new ParseUUIDPipe();

/** What a branch says to what was said to it about its dossier. */
@Controller('nominations/:id/threads/:thread')
@SignedInOnly()
export class ThreadPages {
  constructor(private readonly comments: CommentService) {}

  @Post()
  @HttpCode(200)
  async answer(
    @Param('id', ID) id: string,
    @Param('thread', ID) thread: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ThreadForm }) { body }: ThreadForm,
  ) {
    await this.comments.answer(id, actor, thread, body);
    return seeOther(`/nominations/${id}#thread-${thread}`);
  }

  @Post('resolution')
  @HttpCode(200)
  async resolve(@Param('id', ID) id: string, @Param('thread', ID) thread: string, @CurrentActor() actor: Actor) {
    await this.comments.resolve(id, actor, thread);
    return seeOther(`/nominations/${id}#thread-${thread}`);
  }

  @Post('reopening')
  @HttpCode(200)
  async reopen(@Param('id', ID) id: string, @Param('thread', ID) thread: string, @CurrentActor() actor: Actor) {
    await this.comments.reopen(id, actor, thread);
    return seeOther(`/nominations/${id}#thread-${thread}`);
  }
}
