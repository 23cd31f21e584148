import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { countTroubles } from '#awards';
import type { Config } from '#config';
import { CONFIG } from './config.js';
import type { SignedIn } from './http/actor.js';
import { Navigation, type NavigationItem } from './http/pages.js';

const HOME: NavigationItem = { href: '/', label: { vi: 'Việc cần làm', en: 'To do' }, icon: 'inbox' };
const JOBS: NavigationItem = { href: '/jobs', label: { vi: 'Việc chưa xong', en: 'Unfinished work' }, icon: 'refresh-cw' };
const REVIEWS: NavigationItem = { href: '/reviews', label: { vi: 'Xét hồ sơ', en: 'Reviews' }, icon: 'list-checks' };
const UNITS: NavigationItem = { href: '/units', label: { vi: 'Đơn vị', en: 'Units' }, icon: 'building-2' };
const PEOPLE: NavigationItem = { href: '/people', label: { vi: 'Người dùng', en: 'People' }, icon: 'users' };
const TIES: NavigationItem = { href: '/ties', label: { vi: 'Quan hệ công tác', en: 'Ties' }, icon: 'link' };
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
    const jobs = role === 'administrator' || role === 'secretariat' ? [{ ...JOBS, count: await countTroubles(this.em.fork()) }] : [];
    const units = role === 'administrator' || role === 'secretariat' || role === 'observer' ? [UNITS] : [];
    const ties = role === 'scorer' || role === 'chair' || role === 'secretariat' || role === 'administrator' ? [TIES] : [];
    const people = role === 'administrator' || role === 'reviewer' ? [PEOPLE] : [];
    const reviews = role === 'reviewer' || role === 'secretariat' ? [REVIEWS] : [];
    return { main: [HOME, ...reviews, ...jobs, ...units, ...people, ...ties, ...(this.config.nodeEnv === 'production' ? [] : [OUTBOX])] };
  }
}
