import { Option } from 'commander';
import type { Language, Text } from '#workflow';

export interface Spoken {
  language: Language;
}

export const languageOption = () => new Option('--language <language>', 'of what is said').choices(['vi', 'en']).default('vi');

/** Faults, one a line, on standard error. */
export function complain(faults: readonly { place: string; message: Text }[], language: Language): void {
  for (const { place, message } of faults) process.stderr.write(`✗ ${place}: ${message[language]}\n`);
}

/** An error that is one sentence to the person who typed. */
export const typed = (language: Language, vi: string, en: string) => new Error({ vi, en }[language]);
