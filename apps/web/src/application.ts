import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { Config } from '#config';
import { secure, webAdapter } from './http/security.js';
import { describeApi } from './open-api.js';
import { isWalled } from './wall.js';
import { WebModule } from './web.module.js';

/** The web application, ready to listen. */
export async function webApplication(config: Config, adapter = webAdapter(config)): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(WebModule.for(config, await isWalled(config)), adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  await secure(app, config);
  describeApi(app);
  await app.init();
  return app;
}
