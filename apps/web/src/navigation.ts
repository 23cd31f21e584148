import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { countDataRequests, countTroubles } from '#awards';
import type { Config } from '#config';
import { CONFIG } from './config.js';
import type { SignedIn } from './http/actor.js';
import { Navigation, type NavigationItem } from './http/pages.js';

const HOME: NavigationItem = { href: '/', label: { vi: 'Việc cần làm', en: 'To do' }, icon: 'inbox' };
const CALENDAR: NavigationItem = { href: '/calendar', label: { vi: 'Lịch', en: 'Calendar' }, icon: 'calendar' };
const JOBS: NavigationItem = { href: '/jobs', label: { vi: 'Việc chưa xong', en: 'Unfinished work' }, icon: 'refresh-cw' };
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
    const role = person?.actor.role;
    const jobs =
      person && (role === 'administrator' || role === 'secretariat')
        ? [{ ...JOBS, count: await countTroubles(this.em.fork(), person.actor) }]
        : [];
    const units = role === 'administrator' || role === 'secretariat' || role === 'observer' ? [UNITS] : [];
    const ties = role === 'scorer' || role === 'chair' || role === 'secretariat' || role === 'administrator' ? [TIES] : [];
    const people = role === 'administrator' || role === 'reviewer' ? [PEOPLE] : [];
    const open = role === 'administrator' ? await countDataRequests(this.em.fork()) : 0;
    const requests = open > 0 ? [{ ...REQUESTS, count: open }] : [];
    const outbox = this.config.nodeEnv === 'production' ? [] : [OUTBOX];
    return { main: [HOME, CALENDAR, ...jobs, ...requests, ...units, ...people, ...ties, ...outbox], footer: [PRIVACY] };
  }
}
