// What browsers drop or read as a slash would turn a path into another host.
const UNSAFE = /[\p{Cc} \\]/u;

/** A path on this site to go to next, or `otherwise`: never another site, whatever the address says. */
export function safePath(wanted: unknown, otherwise = '/'): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || wanted.startsWith('//') || UNSAFE.test(wanted)) return otherwise;
  const base = 'http://local.invalid';
  const url = URL.parse(wanted, base);
  if (!url || url.origin !== base || url.pathname.startsWith('//')) return otherwise;
  return url.pathname + url.search + url.hash;
}
