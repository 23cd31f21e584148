import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hashOf } from '#awards';
import { Membership } from '#store';
import type { Worlds } from './worlds.js';

export const PERSONAS = [
  'nobody',
  'nominator',
  'reviewer',
  'scorer',
  'chair',
  'secretariat',
  'observer',
  'administrator',
  /** A branch secretary in the place of the ward's reviewer. */
  'delegate',
  /** A program with a token for reading, made by the ward's reviewer. */
  'program',
] as const;
export type Persona = (typeof PERSONAS)[number];

/** The token each of them shows; nobody has none. */
export type Tokens = Record<Persona, string | null>;

export async function signIn(app: NestFastifyApplication, { store, own }: Worlds): Promise<Tokens> {
  const em = store.em.fork();
  const of = async (where: object) => (await em.findOneOrFail(Membership, { person: { isSample: true }, ...where })).id;
  const { staff, cycle } = own;
  const nominator = staff.nominators.get(own.nomination)?.id;
  const ward = [...staff.reviewers.values()][0];
  const colleague = staff.nominators.get(own.nomination.replace('-02', '-01'))?.id;
  const open = async (membership: string) => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership } });
    return answer.json<{ token: string }>().token;
  };
  const office = { unit: cycle.organiser.id };
  const reviewer = await of({ person: ward?.id, role: 'reviewer' });
  const program = 'vdt_chuong-trinh';
  await em.execute(
    `insert into api_token (token_hash, membership_id, name, scope, expires_at, used_at) values (?, ?, 'Bảng tính', 'read', now() + interval '1 day', now() + interval '1 hour')`,
    [hashOf(program), reviewer],
  );
  const tokens = {
    nobody: null,
    nominator: await open(await of({ person: nominator })),
    reviewer: await open(reviewer),
    scorer: await open(await of({ person: staff.council.get('PCT')?.id })),
    chair: await open(await of({ person: staff.chair.id })),
    secretariat: await open(await of({ ...office, role: 'secretariat' })),
    observer: await open(await of({ ...office, role: 'observer' })),
    administrator: await open(await of({ ...office, role: 'administrator' })),
    delegate: await standIn(app, await open(await of({ person: colleague })), reviewer),
    program,
  };
  // Nobody's sign of life is due during the test: it would be the one thing that every request writes.
  await em.execute(`update session set seen_at = now() + interval '1 hour'`);
  return tokens;
}

async function standIn(app: NestFastifyApplication, token: string, membership: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const { cookies } = await app.inject({ method: 'POST', url: '/acting-as', headers, payload: { membership } });
  return cookies.find(({ name }) => name === 'sid')?.value ?? '';
}
