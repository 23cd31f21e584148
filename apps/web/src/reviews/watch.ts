import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Looking, PresenceService, type Sight } from '#awards';
import { askedBy } from '#store';
import type { Actor } from '#workflow';

const EVERY_MS = 2_000;
/** Then a browser comes again by itself, and is asked again who it is. */
const LONGEST_MS = 10 * 60_000;

interface Watcher extends Looking {
  actor: Actor;
  send(event: string, data: object): void;
  end(): void;
  last: string;
  since: number;
}

/** Tells everybody who looks at a nomination who else of their unit does, and when it changes: one question to the database for all of a unit, while there are any, asked as one of them. */
@Injectable()
export class Watch implements OnModuleDestroy {
  private readonly logger = new Logger('Watch');
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;
  private isOver = false;

  constructor(private readonly presence: PresenceService) {}

  /** Gives what is to be called when the person leaves. */
  join(nomination: string, actor: Actor, { send, end }: Pick<Watcher, 'send' | 'end'>): () => void {
    if (this.isOver) end();
    const watcher = { nomination, person: actor.id, unit: actor.unit ?? '', actor, send, end, last: '', since: Date.now() };
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => void this.ask(), EVERY_MS).unref();
    void this.ask();
    return () => void this.drop(watcher);
  }

  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    for (const watcher of this.watchers) watcher.end();
    clearInterval(this.timer);
    await this.asking;
  }

  private async drop(watcher: Watcher): Promise<void> {
    if (!this.watchers.delete(watcher)) return;
    if (this.watchers.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    const isStillHere = [...this.watchers].some((other) => keyOf(other) === keyOf(watcher));
    // Whoever is not signed off is gone a few seconds later anyway.
    if (!isStillHere) await askedBy(watcher.actor, () => this.presence.leave(watcher)).catch(() => undefined);
  }

  private ask(): Promise<void> {
    this.asking ??= this.tell().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async tell(): Promise<void> {
    const units = Map.groupBy(this.watchers, ({ actor }) => `${actor.role} ${actor.unit}`);
    await Promise.all([...units.values()].map((colleagues) => this.tellUnit(colleagues)));
  }

  private async tellUnit(colleagues: readonly Watcher[]): Promise<void> {
    const [first] = colleagues;
    if (!first) return;
    try {
      const seen = await askedBy(first.actor, () => this.presence.look(colleagues));
      const sights = new Map(seen.map((sight) => [sight.nomination, sight]));
      for (const watcher of colleagues) {
        const sight = sights.get(watcher.nomination);
        if (sight) show(watcher, sight);
        if (Date.now() - watcher.since > LONGEST_MS) watcher.end();
      }
    } catch (error) {
      this.logger.warn({ err: error, msg: 'Nobody can be told who looks at what' });
    }
  }
}

const keyOf = ({ nomination, person, unit }: Looking) => `${nomination} ${person} ${unit}`;

function show(watcher: Watcher, { people, state }: Sight): void {
  const others = people.filter(({ id, unit }) => unit === watcher.unit && id !== watcher.person).map(({ name }) => name);
  const text = JSON.stringify([others, state]);
  if (text === watcher.last) return;
  watcher.last = text;
  watcher.send('sight', { others, state });
}
