import { Membership } from '#store';
import { hashOf } from '../../src/index.js';
import { type Doors, doorsOf } from './doors.js';

let doors: Doors;
let person: string;
beforeAll(async () => {
  doors = await doorsOf();
  person = doors.award.reviewer('DP-AK').id;
});
afterAll(() => doors.award.close());

const WANTED = { name: 'Bảng tính của phường', scope: 'read', days: 30 } as const;
const me = async () => doors.who(await doors.invited(person));

it('acts through one membership, is shown once and stored nowhere', async () => {
  const token = await doors.tokens.issue(await me(), WANTED);
  expect(token).toMatch(/^vdt_[\w-]{43}$/);
  expect(JSON.stringify(await doors.em().execute('select * from api_token'))).not.toContain(token.slice(4));
  expect(await doors.tokens.find(token)).toMatchObject({
    scope: 'read',
    who: { personId: person, actor: { id: person, role: 'reviewer' }, isFresh: false, memberships: [] },
  });
  expect(await doors.tokens.list(person)).toMatchObject([{ name: WANTED.name, scope: 'read', role: 'reviewer', isOver: false }]);
  expect(await doors.sessions.find(token)).toBeNull();
});

it('ends by itself, by its owner, and with the membership', async () => {
  const [old, revoked, orphan] = [
    await doors.tokens.issue(await me(), WANTED),
    await doors.tokens.issue(await me(), WANTED),
    await doors.tokens.issue(await me(), WANTED),
  ];
  await doors.em().execute(`update api_token set expires_at = now() - interval '1 second' where token_hash = ?`, [hashOf(old)]);
  expect(await doors.tokens.find(old)).toBeNull();
  const [row] = await doors.em().execute<{ id: string }[]>('select id from api_token where token_hash = ?', [hashOf(revoked)]);
  const id = row?.id ?? '';
  const stranger = await doors.who(await doors.invited(doors.award.staff.secretariat.id));
  await expect(doors.tokens.revoke(stranger, id)).rejects.toThrow('No such token');
  expect(await doors.tokens.find(revoked)).not.toBeNull();
  await doors.tokens.revoke(await me(), id);
  expect(await doors.tokens.find(revoked)).toBeNull();
  expect((await doors.journal(person)).slice(-2)).toEqual(['person.token-issued', 'person.token-revoked']);
  await doors.em().nativeDelete(Membership, { person });
  expect(await doors.tokens.find(orphan)).toBeNull();
});
