import { type DynamicModule, Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { type DestinationStream, destination } from 'pino';
import type { Config } from '#config';

/** The log: one JSON line an event. `app.useLogger(app.get(Logger))` of nestjs-pino sends Nest's own lines, and so all of ours, there. */
export const logging = ({ logLevel }: Pick<Config, 'logLevel'>, stream: DestinationStream = destination(1)): DynamicModule =>
  LoggerModule.forRoot({ pinoHttp: [{ level: logLevel, autoLogging: false }, stream], forRoutes: [] });

/** Of an address only the path goes to the log: what stands behind the question mark may be a token, or a person's name. */
export const pathOf = (url: string): string => url.split('?')[0] ?? '';

/** A line for every answer, but for files and probes. Headers stay out of it: cookies and tokens are among them. */
export function logAnswers(server: FastifyInstance, isQuiet: (url: string) => boolean): void {
  const logger = new Logger('Http');
  server.addHook('onResponse', (request, reply, done) => {
    if (!isQuiet(request.url)) {
      const { id: reference, method, url } = request;
      const milliseconds = Math.round(reply.elapsedTime);
      const person = request.person?.personId;
      logger.log({ reference, method, path: pathOf(url), status: reply.statusCode, milliseconds, person, msg: 'Answered' });
    }
    done();
  });
}
