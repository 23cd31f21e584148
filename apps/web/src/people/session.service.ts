import { Injectable } from '@nestjs/common';
import { PeopleService, SessionService } from '#awards';
import type { Language } from '#workflow';
import { Sessions, type SignedIn } from '../http/actor.js';
import { LanguageChoice } from '../http/language.controller.js';

/** Finds who is signed in, for the hook that asks on every request. */
@Injectable()
export class StoredSessions extends Sessions {
  constructor(private readonly sessions: SessionService) {
    super();
  }

  find(token: string): Promise<SignedIn | null> {
    return this.sessions.find(token);
  }
}

/** Remembers the language of whoever is signed in. */
@Injectable()
export class StoredLanguage extends LanguageChoice {
  constructor(private readonly people: PeopleService) {
    super();
  }

  keep({ personId }: SignedIn, language: Language): Promise<void> {
    return this.people.speak(personId, language);
  }
}
