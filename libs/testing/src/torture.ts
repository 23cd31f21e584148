/** The seed of everything that happens by chance in the torture specs. Another one: `TORTURE_SEED=7 npm test`. Their names show it. */
export const TORTURE_SEED = Number(process.env['TORTURE_SEED'] ?? 20_231_109);

/** `TORTURE=full` runs them at their full size, minutes instead of seconds. */
export const IS_FULL_TORTURE = process.env['TORTURE'] === 'full';
