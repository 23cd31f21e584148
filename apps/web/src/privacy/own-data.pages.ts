import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { DataRequestService, type JournalRow, OWN_DATA, type OwnData, ownData } from '#awards';
import { Cycle, DATA_REQUEST_KINDS } from '#store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sentenceOf } from '../cycles/journal.words.js';
import { CurrentLanguage, languageOf, Words } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { type Account, CurrentAccount } from '../people/session.service.js';
import type { Actor, Language } from '#workflow';

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
    private readonly words: Words,
  ) {}

  @Get()
  @Page('privacy/own-data')
  async show(@CurrentAccount() { actor }: Account, @CurrentLanguage() language: Language) {
    return this.model(actor, language);
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
  @Page('privacy/own-data', {
    again: (pages: OwnDataPages, request) => (request.person ? pages.model(request.person.actor, languageOf(request)) : {}),
  })
  async ask(@CurrentAccount() { actor }: Account, @Body({ schema: RequestForm }) form: RequestForm) {
    await this.requests.ask(actor, form);
    return seeOther('/account/data', { toast: 'toast.dataAsked' });
  }

  private async model(actor: Actor, language: Language) {
    const em = this.em.fork();
    const data = await ownData(em, actor);
    const told = await this.told(em, data.journal, language);
    return {
      title: { vi: 'Dữ liệu của tôi', en: 'My data' },
      sections: OWN_DATA.filter((what) => what !== 'requests' && data[what].length > 0).map((what) =>
        sectionOf(what, what === 'journal' ? told : data[what], data[what].length),
      ),
      requests: data.requests,
      kinds: DATA_REQUEST_KINDS.map((value) => ({ value, key: `ownData.kind.${value}` })),
    };
  }

  /** What stands in the journal in sentences: the file has the entries as they are. */
  private async told(em: EntityManager, rows: OwnData['journal'], language: Language) {
    const cycles = await em.find(Cycle, { slug: { $in: rows.flatMap(({ cycle }) => textOf(cycle) ?? []) } }, { populate: ['definition'] });
    const say = (key: string, values: Record<string, unknown>) => this.words.say(language, key, values);
    return rows.slice(0, SHOWN).map(({ at, role, by, cycle, nomination, type, data }) => {
      const found = cycles.find(({ slug }) => slug === cycle);
      const entry = {
        type: textOf(type) ?? '',
        subject: textOf(nomination),
        data: data as JournalRow['data'],
        member: null,
      };
      const telling = { definition: found?.definition.document ?? null, language, say, isPublished: found?.status === 'published' };
      return { at, by, role, cycle, sentence: sentenceOf(entry, telling) };
    });
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

function sectionOf(what: string, rows: readonly Record<string, unknown>[], total: number) {
  return {
    id: what,
    key: `ownData.section.${what}`,
    total,
    isCut: total > SHOWN,
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
