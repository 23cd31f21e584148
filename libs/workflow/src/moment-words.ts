import type { Moment } from './moment.js';
import type { Language } from './text.js';

/** A moment as the document gives it: `17:00, 32 days before the ceremony`. */
export function momentText(moment: Moment, language: Language): string {
  if ('on' in moment) return `${moment.at}, ${moment.on}`;
  const isWorking = 'workingDays' in moment;
  const count = isWorking ? moment.workingDays : moment.days;
  return `${moment.at}, ${away[language](count, isWorking, anchorText(moment.from, language))}`;
}

function anchorText(from: string | undefined, language: Language): string {
  if (from === undefined || from === 'ceremony') return language === 'vi' ? 'ngày trao giải' : 'the ceremony';
  const [stage, which] = from.split('.');
  if (language === 'vi') return `ngày bước “${stage}” ${which === 'opens' ? 'mở' : 'đóng'}`;
  return `the ${which === 'opens' ? 'opening' : 'close'} of “${stage}”`;
}

const away: Record<Language, (count: number, isWorking: boolean, anchor: string) => string> = {
  vi: (count, isWorking, anchor) => {
    if (count === 0) return isWorking ? `${anchor} (nếu nghỉ thì ngày làm việc kế tiếp)` : anchor;
    return `${Math.abs(count)} ngày${isWorking ? ' làm việc' : ''} ${count < 0 ? 'trước' : 'sau'} ${anchor}`;
  },
  en: (count, isWorking, anchor) => {
    if (count === 0) return `the day of ${anchor}${isWorking ? ' or the next working day' : ''}`;
    const days = `${isWorking ? 'working ' : ''}${Math.abs(count) === 1 ? 'day' : 'days'}`;
    return `${Math.abs(count)} ${days} ${count < 0 ? 'before' : 'after'} ${anchor}`;
  },
};
