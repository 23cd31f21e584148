import { Command } from 'commander';
import { Clock, forgetNow, type Forgotten, wouldForget } from '#awards';
import { loadConfig } from '#config';
import { openStore } from '#store';
import type { Language, Text } from '#workflow';
import { languageOption, type Spoken } from './language.js';

const NAMES: Record<string, Text> = {
  drafts: { vi: 'bản nháp không nộp', en: 'drafts never submitted' },
  objections: { vi: 'liên lạc của người có ý kiến', en: 'contacts of who objected' },
  letters: { vi: 'thư', en: 'letters' },
  uploads: { vi: 'tệp xem trước', en: 'tables in preview' },
  looks: { vi: 'lượt xem hồ sơ', en: 'looks at dossiers' },
  signIns: { vi: 'lần đăng nhập', en: 'sign-ins' },
  contacts: { vi: 'liên lạc của người đã rời', en: 'contacts of people who left' },
  requests: { vi: 'yêu cầu về dữ liệu đã trả lời', en: 'answered requests about data' },
};

export const retentionCommand = () =>
  new Command('retention')
    .description('Delete what has been kept long enough, as the worker does once a day.')
    .option('--dry-run', 'only say what would be deleted')
    .addOption(languageOption())
    .action(retention);

async function retention({ dryRun, language }: Spoken & { dryRun?: true }): Promise<void> {
  const store = await openStore(loadConfig().databaseUrl);
  try {
    const forgotten = await (dryRun ? wouldForget : forgetNow)(store.em, new Clock());
    const head = dryRun ? { vi: 'Sẽ xóa:', en: 'Would be deleted:' } : { vi: 'Đã xóa:', en: 'Deleted:' };
    process.stdout.write(`${[head[language], ...linesOf(forgotten, language)].join('\n')}\n`);
  } finally {
    await store.close();
  }
}

function linesOf({ cycles, office }: Forgotten, language: Language): string[] {
  const told = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${NAMES[what]?.[language] ?? what}`)
      .join(', ');
  const lines = [...cycles.map(({ slug, counts }) => `  ${slug}: ${told(counts)}`), ...(told(office) ? [`  ${told(office)}`] : [])];
  return lines.length > 0 ? lines : [{ vi: '  không có gì', en: '  nothing' }[language]];
}
