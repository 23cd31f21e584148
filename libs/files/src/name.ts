const LONGEST = 180;

/**
 * The name a person gave a file, as data to show: NFC (iPhones and Macs send accents as marks of their own), without a path, without what
 * cannot be seen or turns the direction of reading. Never used as a path.
 */
export function fileName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();
  const extension = /\.[^.]{1,8}$/.exec(name)?.[0] ?? '';
  const stem = Array.from(name.slice(0, name.length - extension.length))
    .slice(0, LONGEST)
    .join('')
    .trim();
  return (stem || 'tep') + extension;
}

/** In small letters, without the dot; empty for a name without one. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
