import { readSample } from '#awards';
import type { Ids } from './ids.js';

type Form = Record<string, string | string[] | undefined>;
type Json = Record<string, unknown>;

const REASON = { reason: 'Thử quyền truy cập' };
const COMMENT = { body: 'Thử quyền truy cập' };
const DAY = '2099-12-31';
/** The stage in which the ward reviews. */
const REVIEW = 'ward-review';
const ITEMS = Object.fromEntries(
  readSample()
    .definition.rubric.criteria.flatMap(({ items }) => items)
    .map(({ code }) => [code, 0]),
);
const petition = { number: '99-TTr/ĐTN', signedOn: '2023-12-01', minutes: '99-BB/ĐTN', minutesOn: '2023-11-30' };
const decision = { number: '99-QĐ/ĐTN', signedOn: '2024-01-12', signer: '' };
const points = (text: string) => [{ field: 'initiative', request: text }];
const person = (unit: string) => ({
  name: 'Người mới',
  phone: '0903999999',
  email: '',
  unit,
  role: 'nominator',
  title: '',
  validFrom: '',
  validTo: '',
});
const objection = ({ nomination }: Ids) => ({
  nomination,
  name: 'Tổ dân phố',
  phone: '0236 000 0000',
  address: 'Thanh Khê',
  body: 'Đề nghị kiểm tra lại.',
});
const correction = ({ nomination }: Ids) => ({ ...decision, ...REASON, winners: [nomination] });

/** What programs send, as JSON. What is not here sends nothing. */
const JSON_BODIES: Record<string, (ids: Ids) => Json> = {
  'POST /api/v1/cycles/:slug/ballot': ({ nomination }) => ({ choices: [nomination] }),
  'POST /api/v1/cycles/:slug/cancel': () => REASON,
  'POST /api/v1/cycles/:slug/close': ({ stage }) => ({ stage, ...REASON }),
  'POST /api/v1/cycles/:slug/open': ({ stage }) => ({ stage, ...REASON }),
  'POST /api/v1/cycles/:slug/extend': ({ stage }) => ({ stage, until: `${DAY}T12:00`, ...REASON }),
  'POST /api/v1/cycles/:slug/correction': correction,
  'POST /api/v1/cycles/:slug/correction/preview': correction,
  'POST /api/v1/cycles/:slug/endorse': ({ nomination }) => ({ nominations: [{ id: nomination, rank: 9 }] }),
  'POST /api/v1/cycles/:slug/forward': () => ({ stage: 'ward-review', number: '99-TTr/ĐTN', signedOn: '2023-12-01' }),
  'POST /api/v1/cycles/:slug/publication': () => decision,
  'POST /api/v1/cycles/:slug/reopen': () => REASON,
  'POST /api/v1/cycles/:slug/suspend': () => REASON,
  'POST /api/v1/cycles/:slug/winners': ({ nomination }) => ({ winners: [nomination], ...REASON }),
  'PUT /api/v1/nominations/:id/content': ({ revision }) => ({ revision: Number(revision), content: { fields: {}, selfScores: {} } }),
  'POST /api/v1/nominations/:id/decline': () => REASON,
  'POST /api/v1/nominations/:id/disqualify': () => REASON,
  'POST /api/v1/nominations/:id/checks': () => ({ checks: [] }),
  'POST /api/v1/nominations/:id/endorse': () => ({ rank: 9 }),
  'POST /api/v1/nominations/:id/points/:point/answer': () => ({ answer: 'Đã bổ sung.' }),
  'POST /api/v1/nominations/:id/recuse': () => REASON,
  'POST /api/v1/nominations/:id/reopen': () => REASON,
  'POST /api/v1/nominations/:id/return': () => ({ points: points('Đề nghị bổ sung số liệu.') }),
  'POST /api/v1/nominations/:id/revoke': () => REASON,
  'POST /api/v1/nominations/:id/sheet': () => ({ items: ITEMS }),
  'PUT /api/v1/nominations/:id/sheet': () => ({ items: {}, comment: 'Ghi chú' }),
  'POST /api/v1/nominations/:id/withdraw': () => REASON,
  'POST /api/v1/objections': objection,
  'POST /api/v1/objections/:id/answer': () => ({ answer: 'Đã kiểm tra.' }),
  'POST /api/v1/session': ({ membership }) => ({ membership }),
  'POST /api/v1/units': ({ parentCode }) => ({ units: [{ code: 'CD-MOI', tier: 'branch', parent: parentCode, name: 'Chi đoàn mới' }] }),
  'POST /api/v1/units/:id/close': () => ({ on: '2024-01-01', ...REASON }),
  'POST /api/v1/units/:id/merge': ({ unitCode }) => ({ units: [unitCode], on: '2024-01-01', ...REASON }),
  'POST /api/v1/units/:id/move': ({ parentCode }) => ({ parent: parentCode, on: '2024-01-01' }),
  'POST /api/v1/units/:id/rename': () => ({ name: 'Tên mới', on: '2024-01-01' }),
  'POST /sign-in/passkey': () => ({ response: { id: 'x', response: {} } }),
  'POST /account/passkeys': () => ({ response: { id: 'x', response: {} }, name: 'Máy' }),
  'POST /account/passkeys/options': () => ({}),
  'POST /sign-in/passkey/options': () => ({}),
};

/** What pages send, as forms. */
const FORMS: Record<string, (ids: Ids) => Form> = {
  'POST /account/authenticator': () => ({ code: '000000' }),
  'POST /account/password': () => ({ wanted: 'trống đồng cưỡi mây 73' }),
  'POST /account/tokens': () => ({ tokenName: 'Bảng tính', scope: 'read', days: '1' }),
  'POST /notifications': () => ({ upTo: '2024-01-12T00:00:00Z' }),
  'POST /account/data/requests': () => ({ kind: 'correction', wish: 'Sửa tên' }),
  'POST /data-requests/:id/answer': () => ({ outcome: 'done', answer: 'Đã sửa.' }),
  'POST /data-requests/people/:id/erasure': () => ({ confirmation: 'xóa' }),
  'POST /invitations/letters': ({ person: id }) => ({ person: id, scope: 'chosen' }),
  'POST /invitations/printing': ({ person: id }) => ({ person: id, scope: 'chosen' }),
  'POST /acting-as': ({ delegable }) => ({ membership: delegable }),
  'POST /cycles/:slug/announcement/correction': ({ nomination }) => ({
    ...decision,
    ...REASON,
    winners: nomination,
    [`place.${nomination}`]: '1',
    step: 'final',
  }),
  'POST /cycles/:slug/announcement/publication': () => decision,
  'POST /cycles/:slug/announcement/reopening': () => REASON,
  'POST /cycles/:slug/announcement/winners': ({ nomination }) => ({ winners: nomination, ...REASON }),
  'POST /cycles/:slug/ballot': ({ nomination }) => ({ choices: nomination }),
  'POST /cycles/:slug/cancellation': () => ({ ...REASON, confirm: 'yes' }),
  'POST /cycles/:slug/close': ({ stage }) => ({ stage, ...REASON }),
  'POST /cycles/:slug/open': ({ stage }) => ({ stage, ...REASON }),
  'POST /cycles/:slug/extension': ({ stage }) => ({ stage, until: `${DAY}T12:00`, ...REASON, unit: '' }),
  'POST /cycles/:slug/endorsements': ({ nomination }) => ({ nominations: nomination, [`rank.${nomination}`]: '9' }),
  'POST /cycles/:slug/filings': ({ unit }) => ({ unit }),
  'POST /cycles/:slug/suspension': () => REASON,
  'POST /language': () => ({ language: 'vi', next: '/' }),
  'POST /nominations/:id/draft': ({ revision }) => ({ revision }),
  'POST /nominations/:id/edit/:section': ({ revision }) => ({ revision }),
  'POST /nominations/:id/disqualification': () => REASON,
  'POST /nominations/:id/files/:file/caption': () => ({ caption: 'Chú thích mới', was: '', part: 'HS2' }),
  'POST /nominations/:id/files/:file/move': () => ({ direction: 'down', part: 'HS2' }),
  'POST /nominations/:id/reopening': () => REASON,
  'POST /nominations/:id/revocation': () => ({ ...REASON, confirm: 'yes' }),
  'POST /nominations/:id/sheet': () => ({ comment: 'Ghi chú' }),
  'POST /nominations/:id/sheet/recusal': () => REASON,
  'POST /nominations/:id/withdrawal': () => REASON,
  'POST /nominations/:id/threads/:thread': () => COMMENT,
  'POST /reviews/:slug/:stage/rank': ({ nomination }) => ({ id: nomination, rank: '9' }),
  'POST /reviews/:slug/:stage/papers': () => petition,
  'POST /reviews/:slug/:stage/preview': () => petition,
  'POST /reviews/:slug/:stage/forward': () => petition,
  'POST /reviews/:slug/:stage/reminders/preview': ({ unit }) => ({ kind: 'submission', branches: unit }),
  'POST /reviews/:slug/:stage/reminders': ({ unit }) => ({ kind: 'submission', branches: unit }),
  'POST /reviews/:slug/:stage/:id/return': () => ({ field: 'initiative', request: 'Đề nghị bổ sung số liệu.' }),
  'POST /reviews/:slug/:stage/:id/endorsement': () => ({ rank: '9' }),
  'POST /reviews/:slug/:stage/:id/decline': () => REASON,
  'POST /reviews/:slug/:stage/:id/disqualification': () => REASON,
  'POST /reviews/:slug/:stage/:id/checks': () => ({ checks: ['DK2', 'DK3'] }),
  'POST /reviews/:slug/:stage/:id/comments': () => ({ ...COMMENT, part: 'reason', audience: 'branch' }),
  'POST /reviews/:slug/:stage/:id/threads/:thread': () => COMMENT,
  'POST /notices/:slug': objection,
  'POST /notices/:slug/objections/:id/answer': () => ({ answer: 'Đã kiểm tra.' }),
  'POST /people': ({ unitCode }) => person(unitCode),
  'POST /people/:id': () => ({ name: 'Tên khác', phone: '0903999998' }),
  'POST /people/:id/memberships': ({ parentCode }) => ({ unit: parentCode, role: 'reviewer', title: '', validFrom: '', validTo: '' }),
  'POST /people/:id/memberships/:membership/delegations': ({ phone }) => ({ phone, validFrom: '2023-01-01', validTo: DAY, ...REASON }),
  'POST /people/:id/removal': () => REASON,
  'POST /sign-in': ({ membership }) => ({ membership }),
  'POST /sign-in/confirm': () => ({ code: '000000' }),
  'POST /sign-in/link': () => ({ token: 'x'.repeat(43) }),
  'POST /sign-in/link-request': () => ({ address: 'ai-do@example.vn' }),
  'POST /sign-in/password': () => ({ login: 'ai-do@example.vn', password: 'sai mật khẩu' }),
  'POST /ties': ({ parentCode, member }) => ({ person: member, unit: parentCode, ...REASON }),
  'POST /ties/:id/end': () => REASON,
  'POST /units': ({ parentCode }) => ({ code: 'CD-MOI', tier: 'branch', parent: parentCode, name: 'Chi đoàn mới', validFrom: '' }),
  'POST /units/:id/close': () => ({ on: '2024-01-01', ...REASON }),
  'POST /units/:id/merge': ({ unitCode }) => ({ units: unitCode, on: '2024-01-01', ...REASON }),
  'POST /units/:id/move': ({ parentCode }) => ({ parent: parentCode, on: '2024-01-01' }),
  'POST /units/:id/rename': () => ({ name: 'Tên mới', on: '2024-01-01' }),
};

/** Routes that take a file. */
const FILES: Record<string, (ids: Ids) => string> = {
  'POST /imports/:kind': ({ parentCode }) => `Mã đơn vị,Tên đơn vị,Cấp,Mã đơn vị cấp trên\nCD-MOI,Chi đoàn mới,branch,${parentCode}\n`,
};

/** A PDF of one empty page. */
const PDF = '%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj 2 0 obj << /Type /Page >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n';
const EVIDENCE: Record<string, string> = { 'POST /nominations/:id/parts/:part/files': PDF };

/** Which id a part of an address means; the first that fits. */
const PARAMETERS: [address: RegExp, parts: Record<string, (ids: Ids) => string>][] = [
  [/\/petitions\/:id/, { slug: ({ slug }) => slug, id: ({ papers }) => papers, file: () => 'petition.pdf' }],
  [/\/papers\/:id/, { slug: ({ slug }) => slug, stage: () => REVIEW, id: ({ papers }) => papers, file: () => 'petition.pdf' }],
  [
    /\/reviews\/:slug/,
    { slug: ({ slug }) => slug, stage: () => REVIEW, id: ({ nomination }) => nomination, thread: ({ thread }) => thread },
  ],
  [/:slug/, { slug: ({ slug }) => slug, id: ({ objection: id }) => id, format: () => 'csv' }],
  [
    /\/nominations\/:id/,
    {
      id: ({ nomination }) => nomination,
      point: ({ point }) => point,
      part: () => 'HS3',
      file: ({ file }) => file,
      page: () => '1',
      upload: ({ incoming }) => incoming,
      thread: ({ thread }) => thread,
      section: () => 'form-year',
    },
  ],
  [/\/objections\/:id/, { id: ({ objection: id }) => id }],
  [/\/certificates\/:code/, { code: ({ certificate }) => certificate }],
  [/\/units\/:id/, { id: ({ unit }) => unit, act: () => 'rename' }],
  [/\/data-requests\/:id/, { id: ({ request }) => request }],
  [/\/people\/:id/, { id: ({ person: id }) => id, membership: ({ membership }) => membership, delegation: ({ delegation }) => delegation }],
  [/\/recovery\/:id/, { id: ({ person: id }) => id }],
  [/\/ties\/:id/, { id: ({ tie }) => tie }],
  [/\/imports\/:kind/, { kind: () => 'units', id: ({ upload }) => upload, format: () => 'csv' }],
  [/\/jobs\//, { entry: ({ entry }) => entry, name: () => 'letter-returned', key: ({ letter }) => letter }],
  [/\/sessions\/:id/, { id: ({ session }) => session }],
  [/\/tokens\/:id/, { id: ({ token }) => token }],
  [/\/passkeys\/:id/, { id: ({ passkey }) => passkey }],
  [/\/public\/\*/, { '*': () => 'app.css' }],
];

export const parametersOf = (path: string): string[] => path.match(/:\w+|\*/g)?.map((part) => part.replace(':', '')) ?? [];

/** The address of a route for these ids; `instead` puts other values into it, as they are. Throws for a parameter nobody has explained. */
export function addressOf(path: string, ids: Ids, instead: Record<string, string> = {}): string {
  const [, meanings = {}] = PARAMETERS.find(([address]) => address.test(path)) ?? [];
  return path.replace(/:\w+|\*/g, (part) => {
    const name = part.replace(':', '');
    const own = meanings[name];
    if (!own) throw new Error(`What does "${part}" of ${path} mean? Say so in PARAMETERS (apps/web/test/matrix/requests.ts).`);
    return instead[name] ?? encodeURIComponent(own(ids));
  });
}

/** What uploads that go on where they stopped say in their headers, and the bytes they send. */
const UPLOADS: Record<string, { headers: Record<string, string>; payload?: string }> = {
  'POST /api/v1/nominations/:id/uploads': {
    headers: { 'upload-length': '10', 'upload-metadata': `part ${btoa('HS3')},filename ${btoa('bien-ban.pdf')}` },
  },
  'PATCH /api/v1/nominations/:id/uploads/:upload': {
    headers: { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    payload: '%PDF-',
  },
  'DELETE /api/v1/nominations/:id/uploads/:upload': { headers: {} },
};

/** A body the route would accept, so that the answer tells about permission. */
export function bodyOf(route: string, ids: Ids): { payload?: string; headers: Record<string, string> } {
  const json = JSON_BODIES[route];
  if (json) return { payload: JSON.stringify(json(ids)), headers: { 'content-type': 'application/json' } };
  const upload = UPLOADS[route];
  if (upload) return { ...upload, headers: { ...upload.headers, 'tus-resumable': '1.0.0' } };
  const evidence = EVIDENCE[route];
  if (evidence) {
    const part = `--x\r\nContent-Disposition: form-data; name="files"; filename="bien-ban.pdf"\r\nContent-Type: application/pdf\r\n\r\n${evidence}\r\n--x--\r\n`;
    return { payload: part, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
  }
  const file = FILES[route];
  if (file) {
    const part = `--x\r\nContent-Disposition: form-data; name="file"; filename="don-vi.csv"\r\nContent-Type: text/csv\r\n\r\n${file(ids)}\r\n--x--\r\n`;
    return { payload: part, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
  }
  const form = FORMS[route];
  if (!form) return { headers: {} };
  const pairs = Object.entries(form(ids)).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]));
  return { payload: new URLSearchParams(pairs).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}

/** Routes that name other people's things in their body alone. */
export const NAMING = [
  'POST /acting-as',
  'POST /invitations/letters',
  'POST /invitations/printing',
  'POST /api/v1/objections',
  'POST /api/v1/session',
  'POST /sign-in',
  'POST /ties',
];

export const BODIES = { ...JSON_BODIES, ...FORMS, ...FILES, ...UPLOADS, ...EVIDENCE };
