import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { keepSampleFiles } from '#awards';
import { loadConfig } from '#config';
import { Archive } from '#files';
import type { Role } from '#workflow';
import { webApplication } from '../../src/application.js';
import { POLICY } from '../../src/http/policy.js';
import { webAdapter } from '../../src/http/security.js';

/** What a route declares of who may use it; null for what is served without a controller. */
export type Declared = { kind: 'public' } | { kind: 'signedIn' } | { kind: 'roles'; roles: readonly Role[] } | null;

export interface Route {
  /** `POST /nominations/:id/return` */
  name: string;
  method: string;
  path: string;
  policy: Declared;
}

/** The whole application over a database, and every route it answers, as the server below it was told. */
export async function routedSite(url: string, env: Record<string, string> = {}) {
  const files = mkdtempSync(join(tmpdir(), 'vinh-danh-matrix-'));
  await keepSampleFiles(new Archive(files));
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: url,
    FILES_DIR: files,
    BASE_URL: 'http://127.0.0.1',
    ...env,
  });
  const adapter = webAdapter(config);
  const served: { method: string; path: string }[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url: path }) => {
    for (const one of [method].flat()) if (one !== 'HEAD' && one !== 'OPTIONS') served.push({ method: one, path });
  });
  adapter.getInstance().addHook('onClose', async () => rmSync(files, { recursive: true }));
  const app = await webApplication(config, adapter);
  await adapter.getInstance().ready();
  const policies = declaredIn(app);
  const routes = served
    .map(({ method, path }): Route => ({ name: `${method} ${path}`, method, path, policy: policies.get(`${method} ${path}`) ?? null }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1));
  return { app, routes };
}

/** What each handler declares, by method and path. */
function declaredIn(app: NestFastifyApplication): Map<string, Declared> {
  const [discovery, scanner, reflector] = [DiscoveryService, MetadataScanner, Reflector].map((one) =>
    app.get(one as never, { strict: false }),
  ) as unknown as [DiscoveryService, MetadataScanner, Reflector];
  const found = new Map<string, Declared>();
  for (const { metatype, instance } of discovery.getControllers()) {
    if (typeof metatype !== 'function') continue;
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name];
      if (!handler || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
      const parts = [Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, handler)] as string[];
      const path = `/${parts
        .flatMap((part) => part.split('/'))
        .filter(Boolean)
        .join('/')}`;
      found.set(`${method} ${path}`, reflector.getAllAndOverride<Declared>(POLICY, [handler, metatype]));
    }
  }
  return found;
}
