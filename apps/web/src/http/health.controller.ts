import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from './policy.js';

/** Whether the application can serve people now. The application provides it. */
export abstract class Readiness {
  /** `parts` says of each part how it is, in a word; no addresses, no secrets. */
  abstract check(): Promise<{ ready: boolean; parts: Record<string, string> }>;
}

/** For whoever watches over the process: restart it when it is not alive, send it nobody while it is not ready. */
@Public()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('healthz')
  healthz() {
    return { alive: true };
  }

  @Get('readyz')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    const state = await this.readiness.check();
    void reply.status(state.ready ? 200 : 503).header('cache-control', 'no-store');
    return state;
  }
}
