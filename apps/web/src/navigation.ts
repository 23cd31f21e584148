import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import {
  COUNCIL,
  countDataRequests,
  countNewLetters,
  countTroubles,
  isOneOf,
  isStanding,
  LOOKS_AFTER_MEMBERS,
  LOOKS_AFTER_PEOPLE,
  READS_JOBS,
  READS_OUTBOX,
  READS_TIES,
  READS_UNITS,
  REVIEWS,
  type Roles,
} from '#awards';
import type { Config } from '#config';
import { CONFIG } from './config.js';
import type { SignedIn } from './http/actor.js';
import { Navigation, type NavigationItem } from './http/pages.js';

const HOME: NavigationItem = { href: '/', label: { vi: 'Việc cần làm', en: 'To do' }, icon: 'inbox' };
const LETTERS: NavigationItem = { href: '/notifications', label: { vi: 'Thông báo', en: 'Notifications' }, icon: 'bell' };
const CALENDAR: NavigationItem = { href: '/calendar', label: { vi: 'Lịch', en: 'Calendar' }, icon: 'calendar' };
const JOBS: NavigationItem = { href: '/jobs', label: { vi: 'Việc chưa xong', en: 'Unfinished work' }, icon: 'refresh-cw' };
const DESK: NavigationItem = { href: '/reviews', label: { vi: 'Xét hồ sơ', en: 'Reviews' }, icon: 'list-checks' };
const UNITS: NavigationItem = { href: '/units', label: { vi: 'Đơn vị', en: 'Units' }, icon: 'building-2' };
const PEOPLE: NavigationItem = { href: '/people', label: { vi: 'Người dùng', en: 'People' }, icon: 'users' };
const TIES: NavigationItem = { href: '/ties', label: { vi: 'Quan hệ công tác', en: 'Ties' }, icon: 'link' };
const REQUESTS: NavigationItem = {
  href: '/data-requests',
  label: { vi: 'Yêu cầu về dữ liệu', en: 'Requests about data' },
  icon: 'shield-check',
};
const PRIVACY: NavigationItem = { href: '/privacy', label: { vi: 'Dữ liệu cá nhân', en: 'Personal data' }, icon: 'shield-check' };
const OUTBOX: NavigationItem = { href: '/outbox', label: { vi: 'Hộp thư đi', en: 'Outbox' }, icon: 'mail' };

@Injectable()
export class MainNavigation extends Navigation {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  async of(person: SignedIn | null) {
    const actor = person?.actor ?? null;
    const shown = (item: NavigationItem, roles: Roles) => (isStanding(actor, roles) ? [item] : []);
    const jobs = actor && isOneOf(actor, READS_JOBS) ? [{ ...JOBS, count: await countTroubles(this.em.fork(), actor) }] : [];
    const letters = actor ? [{ ...LETTERS, count: await countNewLetters(this.em.fork(), actor) }] : [];
    const open = isOneOf(actor, LOOKS_AFTER_PEOPLE) ? await countDataRequests(this.em.fork()) : 0;
    const requests = open > 0 ? [{ ...REQUESTS, count: open }] : [];
    const outbox = this.config.nodeEnv === 'production' ? [] : shown(OUTBOX, READS_OUTBOX);
    const main = [
      HOME,
      ...letters,
      ...shown(DESK, REVIEWS),
      CALENDAR,
      ...jobs,
      ...requests,
      ...shown(UNITS, READS_UNITS),
      ...shown(PEOPLE, LOOKS_AFTER_MEMBERS),
      ...(isOneOf(actor, COUNCIL) ? [TIES] : shown(TIES, READS_TIES)),
      ...outbox,
    ];
    return { main, footer: [PRIVACY] };
  }
}
