import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { SessionCookie, Sessions } from './actor.js';
import { Assets } from './assets.js';
import { FormPipe } from './faults.js';
import { HealthController, Readiness } from './health.controller.js';
import { Words } from './i18n.js';
import { LanguageChoice, LanguageController } from './language.controller.js';
import { PageInterceptor } from './page.js';
import { Navigation, Pages } from './pages.js';
import { PolicyCheck, PolicyGuard } from './policy.js';
import { ProblemFilter } from './problem.filter.js';
import { defaultViewFolder, View, VIEW_FOLDERS } from './views.js';

/** What the application gives its plumbing. Classes are made here, with what `imports` export. */
export interface HttpParts {
  baseUrl: string;
  sessions: Type<Sessions>;
  readiness: Type<Readiness>;
  navigation?: Type<Navigation>;
  languageChoice?: Type<LanguageChoice>;
  imports?: DynamicModule['imports'];
  /** Folders with templates beside `apps/web/views`. */
  views?: string[];
}

/** Views, policies, errors, checks and sessions for every controller of the application. `secure()` adds the hooks. */
@Global()
@Module({})
export class HttpModule {
  static with(parts: HttpParts): DynamicModule {
    return {
      module: HttpModule,
      imports: [DiscoveryModule, ...(parts.imports ?? [])],
      controllers: [HealthController, LanguageController],
      providers: [
        Assets,
        Pages,
        PolicyCheck,
        View,
        Words,
        ...partsOf(parts),
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: PolicyGuard },
        { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
        { provide: APP_PIPE, useClass: FormPipe },
      ],
      exports: [Pages, SessionCookie, Sessions, View, Words],
    };
  }
}

function partsOf({ baseUrl, sessions, readiness, navigation, languageChoice, views = [] }: HttpParts): Provider[] {
  return [
    { provide: Sessions, useClass: sessions },
    { provide: Readiness, useClass: readiness },
    ...(navigation ? [{ provide: Navigation, useClass: navigation }] : []),
    ...(languageChoice ? [{ provide: LanguageChoice, useClass: languageChoice }] : []),
    { provide: SessionCookie, useValue: new SessionCookie(baseUrl) },
    { provide: VIEW_FOLDERS, useValue: [defaultViewFolder, ...views] },
  ];
}
