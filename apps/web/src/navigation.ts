import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { CONFIG } from './config.js';
import { Navigation, type NavigationItem } from './http/pages.js';

const HOME: NavigationItem = { href: '/', label: { vi: 'Việc cần làm', en: 'To do' }, icon: 'inbox' };
const OUTBOX: NavigationItem = { href: '/outbox', label: { vi: 'Hộp thư đi', en: 'Outbox' }, icon: 'mail' };

@Injectable()
export class MainNavigation extends Navigation {
  constructor(@Inject(CONFIG) private readonly config: Config) {
    super();
  }

  of() {
    return Promise.resolve({ main: this.config.nodeEnv === 'production' ? [HOME] : [HOME, OUTBOX] });
  }
}
