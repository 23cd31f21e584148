import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { DataRequestService, OWN_DATA, type OwnData, ownData } from '#awards';
import { DATA_REQUEST_KINDS } from '#store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Page } from '../http/page.js';
import { SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { type Account, CurrentAccount } from '../people/session.service.js';
import type { Actor } from '#workflow';

const RequestForm = z.object({
  kind: z.enum(DATA_REQUEST_KINDS),
  wish: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }),
});
type RequestForm = z.infer<typeof RequestForm>;

/** Rows of a kind on the page; the file has all of them. */
const SHOWN = 50;

/** Everything kept about oneself, to read and to take away, and what one asks to be done with it. */
@Controller('account/data')
@SignedInOnly()
export class OwnDataPages {
  constructor(
    private readonly em: EntityManager,
    private readonly requests: DataRequestService,
  ) {}

  @Get()
  @Page('privacy/own-data')
  async show(@CurrentAccount() { actor }: Account) {
    return this.model(actor);
  }

  @Get('file.json')
  async file(@CurrentAccount() { actor }: Account, @Res() reply: FastifyReply) {
    const data = await ownData(this.em.fork(), actor);
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="du-lieu-cua-toi.json"')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(data, null, 2));
  }

  @Post('requests')
  @Page('privacy/own-data', { again: (pages: OwnDataPages, request) => (request.person ? pages.model(request.person.actor) : {}) })
  async ask(@CurrentAccount() { actor }: Account, @Body({ schema: RequestForm }) form: RequestForm) {
    await this.requests.ask(actor, form);
    return seeOther('/account/data', { toast: 'toast.dataAsked' });
  }

  private async model(actor: Actor) {
    const data = await ownData(this.em.fork(), actor);
    return {
      title: { vi: 'Dữ liệu của tôi', en: 'My data' },
      sections: OWN_DATA.filter((what) => what !== 'requests' && data[what].length > 0).map((what) => sectionOf(what, data[what])),
      requests: data.requests,
      kinds: DATA_REQUEST_KINDS.map((value) => ({ value, key: `ownData.kind.${value}` })),
    };
  }
}

function sectionOf(what: string, rows: OwnData['person']) {
  return {
    id: what,
    key: `ownData.section.${what}`,
    total: rows.length,
    isCut: rows.length > SHOWN,
    rows: rows.slice(0, SHOWN).map((row) => ({
      cells: Object.entries(row)
        .filter(([, value]) => value !== null && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0))
        .map(([column, value]) => cellOf(column, value)),
    })),
  };
}

/** Values that the catalogue has words for. */
const WORDS: Record<string, (value: string) => string | undefined> = {
  role: (role) => `roles.${role}`,
  method: (method) => `account.method.${method}`,
  by: (who) => `ownData.by.${who}`,
  subject: (what) => (what === 'me' ? 'ownData.by.me' : undefined),
  succeeded: (is) => `ownData.is.${is}`,
};

/** Moments are shown in the award's zone; what has parts of its own as it is in the file. */
function cellOf(column: string, value: unknown) {
  const key = `ownData.column.${column}`;
  const isMoment = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value);
  if (isMoment) return { key, moment: value };
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return { key, day: value };
  const word = WORDS[column]?.(String(value));
  if (word) return { key, word };
  return { key, value: typeof value === 'string' ? value : JSON.stringify(value) };
}
