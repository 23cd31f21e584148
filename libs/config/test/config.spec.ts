import { loadConfig } from '../src/index.js';

const DATABASE_URL = 'postgres://someone:secret@localhost:5432/awards';

describe('loadConfig', () => {
  it('needs nothing but a database', () => {
    expect(loadConfig({ DATABASE_URL })).toEqual({
      nodeEnv: 'development',
      databaseUrl: DATABASE_URL,
      redisUrl: undefined,
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:3000',
      smtpUrl: undefined,
      mailFrom: 'Vinh Danh <no-reply@localhost>',
      mailDir: '.data/outbox',
      filesDir: '.data/files',
      logLevel: 'info',
      concurrency: { mail: 4, certificates: 1 },
      imports: { bytes: 5 * 1024 * 1024, rows: 20_000 },
      stopGrace: 20,
      trustedProxies: [],
      signIn: { appKey: 'outside production a key needs no secrecy', secondFactor: 'nobody', invitationDays: 14, oidc: undefined },
    });
  });

  it('takes what is set', () => {
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgresql://db/awards?sslmode=require',
      REDIS_URL: 'rediss://cache:6380',
      PORT: '8080',
      HOST: '::1',
      BASE_URL: 'https://khenthuong.example.vn/',
      SMTP_URL: 'smtps://mail:465',
      MAIL_FROM: 'Khen thưởng <tdkt@example.vn>',
      MAIL_DIR: '/mail',
      FILES_DIR: '/files',
      LOG_LEVEL: 'debug',
      MAIL_CONCURRENCY: '8',
      CERTIFICATE_CONCURRENCY: '2',
      STOP_GRACE: '5',
      TRUSTED_PROXIES: '10.0.0.2, fd00::/8',
      APP_KEY: 'kq3Xo0xk0mCw2cR1f9aYV7b6Zt5uE8sD',
      SECOND_FACTOR: 'everybody',
      INVITATION_DAYS: '30',
      OIDC_ISSUER: 'https://login.example.vn/realms/doan',
      OIDC_CLIENT_ID: 'awards',
      OIDC_CLIENT_SECRET: 'hush',
      OIDC_NAME: 'Thành Đoàn',
      IMPORT_MEGABYTES: '2',
      IMPORT_ROWS: '500',
    };
    expect(loadConfig(env)).toEqual({
      nodeEnv: 'production',
      databaseUrl: env.DATABASE_URL,
      redisUrl: env.REDIS_URL,
      port: 8080,
      host: '::1',
      baseUrl: 'https://khenthuong.example.vn',
      smtpUrl: env.SMTP_URL,
      mailFrom: env.MAIL_FROM,
      mailDir: '/mail',
      filesDir: '/files',
      logLevel: 'debug',
      concurrency: { mail: 8, certificates: 2 },
      imports: { bytes: 2 * 1024 * 1024, rows: 500 },
      stopGrace: 5,
      trustedProxies: ['10.0.0.2', 'fd00::/8'],
      signIn: {
        appKey: env.APP_KEY,
        secondFactor: 'everybody',
        invitationDays: 30,
        oidc: { issuer: env.OIDC_ISSUER, clientId: 'awards', clientSecret: 'hush', name: 'Thành Đoàn' },
      },
    });
  });

  it('listens to the whole network in production only', () => {
    const hosts = ['development', 'test', 'production'].map((NODE_ENV) => loadConfig({ DATABASE_URL, NODE_ENV }).host);
    expect(hosts).toEqual(['127.0.0.1', '127.0.0.1', '0.0.0.0']);
  });

  it('never does without a second factor in production, nor with a key that everybody knows', () => {
    const { signIn } = loadConfig({ DATABASE_URL, NODE_ENV: 'production' });
    expect(signIn).toEqual({ appKey: undefined, secondFactor: 'office', invitationDays: 14, oidc: undefined });
  });

  it('wants an OpenID provider whole, and over https', () => {
    expect(() => loadConfig({ DATABASE_URL, OIDC_ISSUER: 'https://login.example.vn' })).toThrow('must be set together');
    const env = { DATABASE_URL, OIDC_CLIENT_ID: 'awards', OIDC_CLIENT_SECRET: 'hush' };
    expect(() => loadConfig(env)).toThrow('must be set together');
    expect(() => loadConfig({ ...env, OIDC_ISSUER: 'http://login.example.vn' })).toThrow('OIDC_ISSUER must be the https address');
  });

  it('builds the address from the port', () => {
    expect(loadConfig({ DATABASE_URL, PORT: '3001' }).baseUrl).toBe('http://localhost:3001');
  });

  it('treats an empty variable as unset', () => {
    expect(loadConfig({ DATABASE_URL, PORT: '', REDIS_URL: ' ', NODE_ENV: '', HOST: '' })).toEqual(loadConfig({ DATABASE_URL }));
  });

  it('names every fault at once and repeats no value', () => {
    const env = {
      NODE_ENV: 'staging',
      DATABASE_URL: 'mysql://root:hunter2@localhost/awards',
      REDIS_URL: 'cache:6379',
      PORT: '65536',
      HOST: 'a host',
      BASE_URL: 'khenthuong.example.vn',
      SMTP_URL: 'http://mail',
      MAIL_FROM: 'Vinh Danh',
      TRUSTED_PROXIES: '10.0.0.0/33',
      APP_KEY: 'secret',
      SECOND_FACTOR: 'nobody',
      LOG_LEVEL: 'loud',
    };
    expect(() => loadConfig(env)).toThrow(
      new Error(
        [
          'The settings have faults:',
          '- NODE_ENV must be development, production or test.',
          '- DATABASE_URL must be a PostgreSQL address, such as postgres://user:password@host:5432/database.',
          '- REDIS_URL must be a Redis address, such as redis://host:6379, or be left out.',
          '- PORT must be a whole number from 0 to 65535, such as 3000.',
          '- HOST must be a name or an IP address, such as 0.0.0.0.',
          '- BASE_URL must be the address people type, such as https://awards.example.org, or be left out.',
          '- SMTP_URL must be a mail server address, such as smtp://user:password@host:587, or be left out.',
          '- MAIL_FROM must be a sender with an address, such as "Vinh Danh <awards@example.org>".',
          '- TRUSTED_PROXIES must be addresses or networks with commas between them, such as 10.0.0.2,fd00::/8, or be left out.',
          '- APP_KEY must be at least 32 random characters, or be left out.',
          '- SECOND_FACTOR must be office or everybody, or be left out.',
          '- LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
        ].join('\n'),
      ),
    );
  });

  it.each(['-1', '3000.5', 'http', '0x50', '123456'])('refuses the port %s', (PORT) => {
    expect(() => loadConfig({ DATABASE_URL, PORT })).toThrow('PORT must be');
  });

  it('asks for the database when there is none', () => {
    expect(() => loadConfig({})).toThrow('DATABASE_URL must be a PostgreSQL address');
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({ DATABASE_URL }))).toBe(true);
  });
});
