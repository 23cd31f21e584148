import { type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Config } from '#config';

/** The log: one JSON line an event, a line a request, no cookies and no tokens. `app.useLogger(app.get(Logger))` sends Nest's own there. */
export const logging = ({ logLevel }: Pick<Config, 'logLevel'>): DynamicModule =>
  LoggerModule.forRoot({
    pinoHttp: {
      level: logLevel,
      redact: ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]'],
      autoLogging: { ignore: ({ url = '' }) => /^\/(public\/|healthz|readyz)/.test(url) },
    },
  });
