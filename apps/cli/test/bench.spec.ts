import { drive, median } from '../src/bench/driving.js';
import { benchCommand } from '../src/bench/options.js';

function typed(...words: string[]): { options?: unknown; complaint: string } {
  let complaint = '';
  const command = benchCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => (complaint += text) });
  try {
    return { options: command.parse(words, { from: 'user' }).opts(), complaint };
  } catch {
    return { complaint };
  }
}

it('measures everything five times, with one client and with fifty, unless told otherwise', () => {
  expect(typed().options).toEqual({ runs: 5, seconds: 4, clients: [1, 50], only: ['throughput', 'flatness', 'storm'], json: false });
  expect(typed('--clients', '8', '--only', 'storm,flatness', '--json').options).toMatchObject({
    clients: [8],
    only: ['storm', 'flatness'],
    json: true,
  });
});

it.each([
  [['--runs', '0'], 'Give a whole number from 1 to 99.'],
  [['--clients', '1,many'], 'Give a whole number from 1 to 200.'],
  [['--only', 'speed'], 'Choose from throughput, flatness, storm, separated by commas.'],
  [['--second', '3'], 'Did you mean --seconds?'],
  [['fast'], 'too many arguments'],
])('says what is wrong with %j', (words, sentence) => {
  expect(typed(...words).complaint).toContain(sentence);
});

it('takes the middle of the runs', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
});

it('asks with so many clients at once until nothing is left', async () => {
  let left = 10;
  let open = 0;
  let most = 0;
  const act = async () => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
  };
  const { acts } = await drive(3, () => (left-- > 0 ? act : null));
  expect([acts, most]).toEqual([10, 3]);
});
