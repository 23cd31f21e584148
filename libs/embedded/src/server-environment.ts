/** The server gets no more of our environment than it needs: no passwords, and no PG* or LC_* settings of the person who starts it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return process.env;
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...(process.env['TZ'] ? { TZ: process.env['TZ'] } : {}) };
}
