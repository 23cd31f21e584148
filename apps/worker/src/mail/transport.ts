import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config';
import { createTransport, type SendMailOptions } from 'nodemailer';

export interface Posted {
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
}

/** Carries one message away. Resolves only when it has been taken over. */
export abstract class Transport {
  abstract send(message: Posted): Promise<void>;
}

type MailConfig = Pick<Config, 'smtpUrl' | 'mailFrom' | 'mailDir' | 'baseUrl'>;

export const transportFor = (config: MailConfig): Transport =>
  config.smtpUrl ? new SmtpTransport(config, config.smtpUrl) : new FolderTransport(config);

/** Never a file or an address fetched on a message's behalf; one recipient, stated apart from the headers. */
const safely = (from: string, host: string, message: Posted): SendMailOptions => ({
  from,
  to: message.to,
  envelope: { from: addressOf(from), to: [message.to.address] },
  messageId: `<${message.messageId}@${host}>`,
  subject: message.subject,
  text: message.text,
  html: message.html,
  disableFileAccess: true,
  disableUrlAccess: true,
  headers: { 'Auto-Submitted': 'auto-generated' },
});

const addressOf = (from: string) => /<([^>]+)>/.exec(from)?.[1] ?? from;

class SmtpTransport extends Transport {
  private readonly mailer;

  constructor(
    private readonly config: MailConfig,
    url: string,
  ) {
    super();
    // A server that falls silent must not hold a job for the ten minutes that are usual.
    const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };
    this.mailer = createTransport({ url, ...limits, disableFileAccess: true, disableUrlAccess: true });
  }

  async send(message: Posted): Promise<void> {
    await this.mailer.sendMail(safely(this.config.mailFrom, new URL(this.config.baseUrl).hostname, message));
  }
}

/** Without a mail server letters go to a folder, where they can be read: never into the void. */
class FolderTransport extends Transport {
  private readonly mailer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly config: MailConfig) {
    super();
  }

  async send(message: Posted): Promise<void> {
    const { message: bytes } = await this.mailer.sendMail(safely(this.config.mailFrom, new URL(this.config.baseUrl).hostname, message));
    await mkdir(this.config.mailDir, { recursive: true });
    const name = createHash('sha256').update(message.messageId).digest('hex').slice(0, 12);
    const path = join(this.config.mailDir, `${message.messageId.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 40)}-${name}.eml`);
    await writeFile(`${path}.part`, bytes as Buffer);
    await rename(`${path}.part`, path);
  }
}
