import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, forgetDaily, forgetWhatIsOver, InvitationService, type LinkLetter, LinkService } from '#awards';
import { htmlOf } from '../mail/html.js';
import { sentenceOf } from '../queues/failures.js';
import { Transport } from '../mail/transport.js';
import { Workbench } from '../queues/processor.js';
import { repeat } from '../repeat.js';
import { invitationLetter } from './invitation-letter.js';

const ASK_MS = 1_000;
const FORGET_MS = 3_600_000;

/**
 * What the worker does for those who sign in: letters with links, and forgetting what is over or was kept long enough. A link stands in its letter and nowhere else, so
 * such a letter is no delivery that is kept and repeated: whoever gets none asks again. Its questions are few and small, so it waits for a
 * connection that the other loops have left.
 */
@Injectable()
export class Doorkeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void>[] = [];

  constructor(
    private readonly em: EntityManager,
    private readonly links: LinkService,
    private readonly invitations: InvitationService,
    private readonly transport: Transport,
    private readonly bench: Workbench,
  ) {}

  onApplicationBootstrap(): void {
    this.running = [
      repeat(this.bench, 'links', () => this.sendLinks(), { idle: ASK_MS }),
      repeat(this.bench, 'invitations', () => this.sendInvitations(), { idle: ASK_MS }),
      repeat(
        this.bench,
        'forget',
        async () => {
          await forgetWhatIsOver(this.em.fork());
          await forgetDaily(this.em, new Clock());
          return 0;
        },
        { idle: FORGET_MS },
      ),
    ];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.bench.stopping.abort();
    await Promise.all(this.running);
  }

  private async sendLinks(): Promise<number> {
    const { taken, letters } = await this.links.takeRequests();
    for (const letter of letters) {
      try {
        await this.transport.send(messageOf(letter));
      } catch (error) {
        this.bench.failures.report('links', error);
      }
    }
    return taken;
  }

  /** Unlike a link that somebody waits for, an invitation is missed by nobody: who invited sees what became of it. */
  private async sendInvitations(): Promise<number> {
    const { taken, letters } = await this.invitations.takeDue();
    for (const letter of letters) {
      try {
        await this.transport.send(invitationLetter(letter));
        await this.invitations.settle(letter.person, null);
      } catch (error) {
        await this.invitations.settle(letter.person, sentenceOf(error));
        this.bench.failures.report('invitations', error);
      }
    }
    return taken;
  }
}

function messageOf({ name, address, language, link }: LinkLetter) {
  const subject = { vi: 'Liên kết đăng nhập Vinh Danh', en: 'Your link to sign in to Vinh Danh' }[language];
  const text = {
    vi: `Chào ${name},\n\nMở liên kết này rồi bấm “Tiếp tục” để đăng nhập. Liên kết dùng được một lần, trong 10 phút.\n\n${link}\n\nNếu bạn không yêu cầu, hãy bỏ qua thư này: không ai vào được nếu không có liên kết.`,
    en: `Dear ${name},\n\nOpen this link and press “Continue” to sign in. It works once, for 10 minutes.\n\n${link}\n\nIf you did not ask for it, ignore this letter: nobody gets in without the link.`,
  }[language];
  return { messageId: `link.${randomUUID()}`, to: { name, address }, subject, text, html: htmlOf(subject, text) };
}
