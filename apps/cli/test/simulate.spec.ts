import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOn } from './run.js';

/** On the server of the specs, which makes a database for each run. */
const run = (...args: string[]) => runOn(process.env['TEST_POSTGRES_URL'], ...args);

interface Report {
  winners: { code: string; ward: string }[];
  letters: { sent: number; failed: number };
  sequence: string;
  journalHead: string;
  [figure: string]: unknown;
}

it('runs the sample award from launch to publication and keeps what it made', async () => {
  const out = mkdtempSync(join(tmpdir(), 'vinh-danh-simulate-'));
  const { code, stdout, stderr } = await run('simulate', '--json', '--out', out);
  expect([code, stderr.split('\n').filter((line) => line.startsWith('✗'))]).toEqual([0, []]);
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({
    nominations: 30,
    returned: 8,
    resubmitted: 8,
    endorsed: 20,
    declined: 9,
    withdrawn: 1,
    scoreSheets: 160,
    recusals: 20,
    letters: { failed: 0 },
    certificates: 8,
  });
  expect(report.winners).toHaveLength(8);
  expect(new Set(report.winners.map(({ ward }) => ward)).size).toBe(8);
  expect(report.journalHead).toMatch(/^[0-9a-f]{64}$/);
  expect(readdirSync(join(out, 'letters'))).toHaveLength(report.letters.sent);
  const papers = readdirSync(join(out, 'certificates'));
  expect(papers.sort()).toEqual(report.winners.map((winner) => `${winner.code}.pdf`).sort());
  expect(
    readFileSync(join(out, 'certificates', papers[0] ?? ''))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))).toEqual(report);
});

it('gives the same winners and the same sequence of acts for the same seed, at any size', async () => {
  const size = ['--branches', '7', '--wards', '3', '--scorers', '3', '--winners', '2', '--json'];
  const reports = [];
  for (const seed of ['5', '5', '6']) {
    const { code, stdout, stderr } = await run('simulate', '--seed', seed, ...size);
    expect([code, stderr.split('\n').filter((line) => !line.startsWith('…') && line !== '')]).toEqual([0, []]);
    reports.push(JSON.parse(stdout) as Report);
  }
  const [first, again, other] = reports;
  expect([again?.winners, again?.sequence]).toEqual([first?.winners, first?.sequence]);
  expect(other?.sequence).not.toBe(first?.sequence);
  expect(first?.winners.length).toBeLessThanOrEqual(2);
});

it.each([
  [['simulate', '--wards', '0'], 'Give a whole number from 1 to 500.'],
  [['simulate', '--seed', 'x'], 'Give a whole number from 0 to 4294967295.'],
  [['simulate', '--branches', '3', '--wards', '5'], '--branches 3 is less than --wards 5'],
  [['simluate'], '(Did you mean simulate?)'],
  [['journal', 'verify', 'no-such-cycle'], ''],
])('says what is wrong with %j and exits with 1', async (args, sentence) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
});
