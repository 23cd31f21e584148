import { Injectable } from '@nestjs/common';
import { PeopleService } from '#awards';
import { Sessions, type SignedIn } from '../http/actor.js';

/** Finds who is signed in, for the hook that asks on every request. */
@Injectable()
export class StoredSessions extends Sessions {
  constructor(private readonly people: PeopleService) {
    super();
  }

  find(token: string): Promise<SignedIn | null> {
    return this.people.find(token);
  }
}
