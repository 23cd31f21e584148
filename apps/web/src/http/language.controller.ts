import { Body, Controller, Optional, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Language } from '#workflow';
import { CurrentPerson, type SignedIn } from './actor.js';
import { LANGUAGE_COOKIE, LANGUAGES } from './i18n.js';
import { BeforeSecondFactor, Public } from './policy.js';
import { safePath } from './safe-path.js';
import { seeOther } from './see-other.js';

/** Keeps the language a signed-in person chose. The application provides it. */
export abstract class LanguageChoice {
  abstract keep(person: SignedIn, language: Language): Promise<void>;
}

const LanguageForm = z.object({ language: z.enum(LANGUAGES), next: z.string().optional() });
const YEAR_IN_SECONDS = 31_536_000;

@Public()
@BeforeSecondFactor()
@Controller('language')
export class LanguageController {
  constructor(@Optional() private readonly choice?: LanguageChoice) {}

  @Post()
  async choose(
    @Body({ schema: LanguageForm }) { language, next }: z.infer<typeof LanguageForm>,
    @CurrentPerson() person: SignedIn | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (person) await this.choice?.keep(person, language);
    void reply.setCookie(LANGUAGE_COOKIE, language, { path: '/', sameSite: 'lax', httpOnly: true, maxAge: YEAR_IN_SECONDS });
    return seeOther(safePath(next));
  }
}
