import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

const TITLE = 'Vinh Danh';

/** OpenAPI 3.1 of everything below `/api/v1`, at `/api/v1/openapi.json`. */
export function describeApi(app: NestFastifyApplication): void {
  const settings = new DocumentBuilder()
    .setTitle(TITLE)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addCookieAuth('sid')
    .build();
  const server = app.getHttpAdapter().getInstance();
  let document: string | undefined;
  server.get('/api/v1/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(onlyApi(SwaggerModule.createDocument(app, settings)));
    return reply.type('application/json; charset=utf-8').send(document);
  });
}

const onlyApi = <D extends { paths: Record<string, unknown> }>(document: D): D => ({
  ...document,
  paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith('/api/'))),
});
