/** What the partial `pager` shows. */
export interface Pager {
  page: number;
  pages: number;
  total: number;
  from: number;
  to: number;
  previous: string | null;
  next: string | null;
  links: { page: number; href: string; isCurrent: boolean; isGap: boolean }[];
}

/** The pager of a list at `url`, a path with its filters, which every link keeps. Pages count from 1. */
export function pagerOf(url: string, page: number, size: number, total: number): Pager {
  const pages = Math.max(1, Math.ceil(total / size));
  const at = Math.min(Math.max(1, page), pages);
  const href = (to: number) => linkTo(url, to);
  const shown = Array.from({ length: pages }, (_, index) => index + 1).filter((to) => to === 1 || to === pages || Math.abs(to - at) <= 1);
  return {
    page: at,
    pages,
    total,
    from: total === 0 ? 0 : (at - 1) * size + 1,
    to: Math.min(at * size, total),
    previous: at > 1 ? href(at - 1) : null,
    next: at < pages ? href(at + 1) : null,
    links: shown.map((to, index) => ({ page: to, href: href(to), isCurrent: to === at, isGap: to - (shown[index - 1] ?? to - 1) > 1 })),
  };
}

function linkTo(url: string, page: number): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.delete('page');
  if (page > 1) parameters.set('page', String(page));
  return parameters.size > 0 ? `${path}?${parameters.toString()}` : path;
}
