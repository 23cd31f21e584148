import { Command, Option } from 'commander';
import { deskOn, invalid, type IssuedLink, linksOn, SETUP } from '#awards';
import { type Config, loadConfig } from '#config';
import { openStore, Unit } from '#store';
import { type Role, ROLES } from '#workflow';
import { faultsTold } from './definition.js';
import { languageOption, type Spoken } from './language.js';

type Store = Awaited<ReturnType<typeof openStore>>;

interface Wanted extends Spoken {
  role: Exclude<Role, 'clock'>;
  name: string;
  unit: string;
  unitName?: string;
  tier: string;
  email?: string;
  phone?: string;
  title?: string;
}

const roles = ROLES.filter((role) => role !== 'clock');

export const personCommand = () => {
  const person = new Command('person').description('Who may sign in.');
  person
    .command('add')
    .description('Add a person and print the link with which they come in for the first time.')
    .addOption(new Option('--role <role>', 'what they are').choices(roles).makeOptionMandatory())
    .requiredOption('--name <name>', 'family name first, as it is written')
    .requiredOption('--unit <code>', 'code of their unit')
    .option('--unit-name <name>', 'make the unit when there is none with this code')
    .option('--tier <tier>', 'tier of the unit that is made', 'district')
    .option('--email <address>', 'where letters and links go; optional')
    .option('--phone <number>', 'signs in like the address; optional')
    .option('--title <title>', 'their office, as it is printed')
    .addOption(languageOption())
    .action((wanted: Wanted) => faultsTold(wanted, () => add(wanted)));
  person
    .command('link')
    .description('Print a new link for somebody who cannot sign in any more: the way when there is only one administrator. Journalled.')
    .argument('<account>', 'their e-mail address or telephone number')
    .addOption(languageOption())
    .action((account: string, spoken: Spoken) => faultsTold(spoken, () => renew(account, spoken)));
  return person;
};

async function renew(account: string, { language }: Spoken): Promise<void> {
  const config = loadConfig();
  const store = await openStore(config.databaseUrl);
  try {
    const links = linksOn(store.em, { baseUrl: config.baseUrl, ...config.signIn });
    const { name, link, expiresAt } = await links.recoverFromServer(SETUP, account);
    const until = expiresAt.toISOString().slice(0, 10);
    process.stdout.write(
      {
        vi: `✓ Liên kết mới cho ${name}, dùng được một lần trước ngày ${until}. Các phiên đang mở đã kết thúc.\n${link}\n`,
        en: `✓ A new link for ${name}, good once before ${until}. Open sessions have ended.\n${link}\n`,
      }[language],
    );
  } finally {
    await store.close();
  }
}

async function add(wanted: Wanted): Promise<void> {
  const config = loadConfig();
  const store = await openStore(config.databaseUrl);
  try {
    const { name, link, expiresAt } = await invite(store, config, wanted);
    const until = expiresAt.toISOString().slice(0, 10);
    process.stdout.write(
      {
        vi: `✓ Đã thêm ${name}. Mở liên kết này một lần, trước ngày ${until}:\n${link}\n`,
        en: `✓ ${name} was added. Open this link once, before ${until}:\n${link}\n`,
      }[wanted.language],
    );
  } finally {
    await store.close();
  }
}

async function invite(store: Store, config: Config, { unitName, tier, ...wanted }: Wanted): Promise<IssuedLink> {
  if (wanted.name.trim() === '') throw invalid('name', 'Cần có họ và tên.', 'A name is needed.');
  const desk = deskOn(store.em);
  if (unitName !== undefined && (await store.em.fork().count(Unit, { code: wanted.unit })) === 0)
    await desk.units.import(SETUP, [{ code: wanted.unit, tier, name: unitName }]);
  const { id } = await desk.people.add(SETUP, wanted);
  return linksOn(store.em, { baseUrl: config.baseUrl, ...config.signIn }).invite(id);
}
