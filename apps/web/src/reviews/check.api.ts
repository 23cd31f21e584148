import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ChecklistService } from '#awards';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';

const codes = z.array(z.string().min(1).max(48)).max(100);
const ChecksBody = z.object({ checks: codes, seen: codes.optional() });
type ChecksBody = z.infer<typeof ChecksBody>;

/** What has to be made sure of before an endorsement. */
@Controller('api/v1/nominations/:id/checks')
@SignedInOnly()
export class CheckApi {
  constructor(private readonly checklists: ChecklistService) {}

  /** Leaves these items of the checklist ticked. With `seen`, what was ticked when the caller looked, it changes only what the caller changed. */
  @Post()
  @HttpCode(204)
  async check(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ChecksBody }) { checks, seen }: ChecksBody,
  ) {
    await this.checklists.check(id, actor, checks, seen);
  }
}
