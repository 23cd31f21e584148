import type { Provider } from '@nestjs/common';
import type { Config } from '#config';
import { Archive, Checking, Pages, Scanner } from '#files';
import { CONFIG } from '../config.js';
import { Intake } from './intake.js';

/** What takes in, checks and keeps evidence files. */
export const evidence: Provider[] = [
  { provide: Archive, useFactory: ({ filesDir }: Config) => new Archive(filesDir), inject: [CONFIG] },
  {
    provide: Checking,
    useFactory: (archive: Archive, { clamdUrl }: Config) =>
      new Checking(archive, { scanner: clamdUrl ? new Scanner(clamdUrl) : undefined }),
    inject: [Archive, CONFIG],
  },
  { provide: Pages, useFactory: (archive: Archive) => new Pages(archive), inject: [Archive] },
  Intake,
];
