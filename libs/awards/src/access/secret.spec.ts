import { hashOf, loginOf, networkOf, newSecret } from './secret.js';

it('makes secrets of 256 bits that never repeat, and stores nothing of them', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(new Set(secrets).size).toBe(100);
  expect(secrets.every((secret) => Buffer.from(secret, 'base64url').length === 32)).toBe(true);
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['2001:db8:0001::', '2001:db8:1:0::/64'],
])('sees of %s only the network %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it.each([
  ['  An@Example.VN ', 'an@example.vn'],
  ['0905 123 456', '0905123456'],
  ['+84 905.123.456', '0905123456'],
  ['0084905123456', '0905123456'],
  ['84905123456', '0905123456'],
  ['905 123 456', '0905123456'],
])('reads %s as the account %s', (typed, account) => {
  expect(loginOf(typed)).toBe(account);
});
