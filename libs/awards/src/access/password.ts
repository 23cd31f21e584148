import { type Algorithm, hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Text } from '#workflow';

/** argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice. A constant enum of the library is a number. */
const COST = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PARAMETERS = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

const LENGTH = { least: 12, most: 128 };
/** zxcvbn's scale goes from 0 to 4; 3 takes more than 10^8 guesses. */
const LEAST_SCORE = 3;

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), COST);

export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password.normalize('NFC'));

/** Hashed with parameters of another time. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(PARAMETERS);

/** Why a password is not good enough; null when it is. No rules of composition: length, and no phrase that guessers try first. */
export function faultOf(password: string, about: readonly string[]): Text | null {
  const length = Array.from(password).length;
  if (length < LENGTH.least)
    return {
      vi: `Mật khẩu cần ít nhất ${LENGTH.least} ký tự; nên dùng vài từ ghép lại.`,
      en: `At least ${LENGTH.least} characters; a few words in a row are fine.`,
    };
  if (length > LENGTH.most) return { vi: `Mật khẩu dài nhất ${LENGTH.most} ký tự.`, en: `At most ${LENGTH.most} characters.` };
  if (judge.check(password.toLowerCase(), [...about]).score < LEAST_SCORE)
    return {
      vi: 'Mật khẩu này dễ đoán: hay gặp, lặp lại, theo thứ tự bàn phím hoặc giống tên của bạn. Hãy thêm vài từ không liên quan.',
      en: 'This password is easy to guess: common, repetitive, in the order of the keyboard or like your name. Add a few unrelated words.',
    };
  return null;
}
