import { Controller, Get } from '@nestjs/common';
import { BASES, DATA_MAP } from '#awards';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';

/** What is kept about people, why, how long and who sees it: for everybody. */
@Controller('privacy')
export class PrivacyPages {
  @Get()
  @Public()
  @Page('privacy/privacy')
  show() {
    return {
      title: { vi: 'Dữ liệu cá nhân', en: 'Personal data' },
      rows: DATA_MAP.map(({ basis, ...kept }) => ({ ...kept, basis: BASES[basis] })),
    };
  }
}
