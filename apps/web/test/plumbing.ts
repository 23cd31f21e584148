import { join } from 'node:path';
import { Body, Controller, Get, HttpCode, Injectable, Param, Post, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Logger } from 'nestjs-pino';
import { z } from 'zod';
import { invalid } from '#awards';
import { type Actor, Refusal } from '#workflow';
import { CurrentActor, CurrentPerson, Sessions, type SignedIn } from '../src/http/actor.js';
import { Readiness } from '../src/http/health.controller.js';
import { HttpModule } from '../src/http/http.module.js';
import { LanguageChoice } from '../src/http/language.controller.js';
import { logging } from '../src/http/log.js';
import { Page } from '../src/http/page.js';
import { Navigation } from '../src/http/pages.js';
import { Public, Roles, SignedInOnly } from '../src/http/policy.js';
import { secure, webAdapter } from '../src/http/security.js';
import { seeOther } from '../src/http/see-other.js';
import { demoModel } from './demo-model.js';

const hong: SignedIn = {
  sessionId: 's1',
  personId: 'p1',
  name: 'Nguyễn Thị Hồng',
  language: 'vi',
  actor: { id: 'p1', role: 'reviewer', unit: 'u1' },
  title: 'Phó Bí thư Đoàn phường',
  unitName: 'Đoàn phường Thanh Khê Tây',
  memberships: [
    { id: 'm1', role: 'reviewer', unitName: 'Đoàn phường Thanh Khê Tây' },
    { id: 'm2', role: 'scorer', unitName: 'Quận Đoàn Thanh Khê' },
  ],
};

class SomeSessions extends Sessions {
  find(token: string): Promise<SignedIn | null> {
    if (token === 'broken') throw new Error('postgres://secret@db is down');
    const people: Record<string, SignedIn> = { hong, john: { ...hong, personId: 'p2', name: 'John', language: 'en' } };
    return Promise.resolve(people[token] ?? null);
  }
}

export const state = { ready: true, kept: [] as string[] };

class SomeReadiness extends Readiness {
  check() {
    return Promise.resolve({ ready: state.ready, parts: { database: state.ready ? 'ok' : 'unreachable' } });
  }
}

class SomeChoice extends LanguageChoice {
  keep({ personId }: SignedIn, language: string) {
    state.kept.push(`${personId} ${language}`);
    return Promise.resolve();
  }
}

@Injectable()
class SomeNavigation extends Navigation {
  of(person: SignedIn | null) {
    const main = [
      { href: '/demo', label: { vi: 'Việc cần duyệt', en: 'To review' }, icon: 'inbox', count: 23 },
      { href: '/all', label: { vi: 'Tất cả hồ sơ', en: 'All dossiers' }, icon: 'folder-open' },
      { href: '/figures', label: { vi: 'Thống kê', en: 'Figures' }, icon: 'chart-column' },
    ];
    return Promise.resolve({ main: person ? main : [], footer: [{ href: '/help', label: { vi: 'Trợ giúp', en: 'Help' }, icon: 'info' }] });
  }
}

const NameForm = z.object({
  name: z.string().min(1).max(10),
  members: z.coerce.number().min(3).optional(),
  kind: z.enum(['a', 'b']).optional(),
  points: z.array(z.object({ text: z.string().min(1, 'empty') })).optional(),
  own: z.string().max(3, 'Three letters at most').optional(),
});
type NameForm = z.infer<typeof NameForm>;

@Controller()
export class DemoPages {
  @Get('demo')
  @Public()
  @Page('demo/page')
  page(@CurrentPerson() person: SignedIn | null) {
    return { ...demoModel(), hasPerson: person !== null };
  }

  @Get('card')
  @SignedInOnly()
  @Page('demo/card', { fragment: 'demo/inner' })
  card(@CurrentActor() actor: Actor) {
    return { title: { vi: 'Thẻ', en: 'Card' }, role: actor.role };
  }

  @Get('form')
  @Public()
  @Page('demo/form')
  form() {
    return { heading: 'Form' };
  }

  @Post('form')
  @Public()
  @Page('demo/form', { again: (pages: DemoPages) => pages.form() })
  save(@Body({ schema: NameForm }) { name }: NameForm) {
    if (name === 'taken') throw invalid('name', 'Tên đã có.', 'The name is taken.');
    return { heading: `Saved ${name}` };
  }

  @Get('refusable')
  @Public()
  @Page('demo/refusable')
  refusable() {
    return {};
  }

  @Post('plain')
  @Public()
  @HttpCode(200)
  plain(@Body({ schema: NameForm }) form: NameForm) {
    return form;
  }

  @Post('move')
  @Public()
  move() {
    return seeOther('/demo?tên=Ổ', { toast: 'toast.saved' });
  }

  @Post('return')
  @SignedInOnly()
  refuse() {
    throw new Refusal('nomination', 'submitted', 'RETURN', 'returnsLeft');
  }

  @Get('things/:id')
  @Public()
  thing(@Param('id', { schema: z.uuid() }) id: string) {
    return { id };
  }

  @Get('boom')
  @Public()
  boom() {
    throw new Error('postgres://secret@db');
  }

  @Get('chair')
  @Roles('chair')
  chair() {
    return 'chair';
  }

  @Get('actor')
  @Public()
  actor(@CurrentActor() actor: Actor) {
    return actor;
  }
}

@Controller('api/demo')
@SignedInOnly()
export class DemoApi {
  @Post('form')
  @HttpCode(200)
  save(@Body({ schema: NameForm }) form: NameForm) {
    return form;
  }

  @Post('return')
  refuse() {
    throw new Refusal('nomination', 'submitted', 'RETURN', 'returnsLeft');
  }

  @Get('boom')
  boom() {
    throw new Error('postgres://secret@db');
  }
}

@Controller('open')
export class OpenPages {
  @Get('door')
  door() {
    return 'nobody said who may enter';
  }
}

/** The real plumbing around small controllers. */
export async function plumbing({ controllers = [DemoPages, DemoApi], baseUrl = 'http://localhost:3000', log = [] }: Wanted = {}) {
  const http = HttpModule.with({
    baseUrl,
    sessions: SomeSessions,
    readiness: SomeReadiness,
    navigation: SomeNavigation,
    languageChoice: SomeChoice,
    views: [join(import.meta.dirname, 'views')],
  });
  const lines = logging({ logLevel: 'info' }, { write: (line) => void log.push(line) });
  const module = await Test.createTestingModule({ imports: [lines, http], controllers }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(webAdapter({ trustedProxies: [], baseUrl }), { bufferLogs: true });
  app.useLogger(app.get(Logger));
  await secure(app, { baseUrl });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

interface Wanted {
  controllers?: Type[];
  baseUrl?: string;
  /** Gets the lines of the log. */
  log?: string[];
}
