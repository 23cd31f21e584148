/** Where to go next. Made by `seeOther`. */
export class SeeOther {
  constructor(
    readonly path: string,
    readonly toast: string | undefined,
  ) {}
}

/** Answers a POST with another page: 303, which browsers and htmx follow. `toast` is a key, shown once on arrival. */
export const seeOther = (path: string, { toast }: { toast?: string } = {}): SeeOther => new SeeOther(path, toast);
