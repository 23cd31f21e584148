/** The migrated database every spec file gets a copy of. */
export const TEMPLATE = 'template_awards';
