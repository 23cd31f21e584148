import type { Text } from '#workflow';
import { fromTcvn3, fromVni, sense } from './legacy-text.js';

export interface Decoded {
  text: string;
  /** How it was read, where that was a guess to be looked at. */
  warning: Text | null;
}

const decode = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes);

/** Bytes of a text file: Unicode if they are, else whatever Vietnamese encoding makes most sense. */
export function decodeText(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: decode('utf-16le', bytes), warning: null };
  if (first === 0xfe && second === 0xff) return { text: decode('utf-16be', bytes), warning: null };
  const zeros = bytes.subarray(0, 4096).reduce((sum, byte, index) => (byte === 0 ? sum + (index % 2 === 0 ? 1 : 1000) : sum), 0);
  if (zeros > 0) return { text: decode(zeros >= 1000 ? 'utf-16le' : 'utf-16be', bytes), warning: null };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), warning: null };
  } catch {
    return guess(bytes);
  }
}

function guess(bytes: Uint8Array): Decoded {
  const western = decode('latin1', bytes);
  const [best] = [
    { name: 'windows-1258', text: decode('windows-1258', bytes).normalize('NFC') },
    { name: 'TCVN3 (ABC)', text: fromTcvn3(western) },
    { name: 'VNI', text: fromVni(western) },
  ]
    .map((one) => ({ ...one, sense: sense(one.text) }))
    .sort((a, b) => b.sense - a.sense);
  if (!best) throw new Error('There are three ways to read it');
  return {
    text: best.text,
    warning: {
      vi: `Tệp không dùng Unicode; đã đọc theo bảng mã ${best.name}. Hãy xem lại các tên trước khi nhập.`,
      en: `The file is not Unicode; it was read as ${best.name}. Look at the names before you import it.`,
    },
  };
}
