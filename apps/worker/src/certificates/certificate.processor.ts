import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { Clock, fill } from '#awards';
import type { Config } from '#config';
import { Certificate, Decision, JournalEntry, journalHead, sealJournal, Unit } from '#store';
import type { Paper } from '#workflow';
import { CONFIG } from '../config.js';
import { longDate } from '../papers/office-paper.js';
import { PapersMaker } from '../papers/papers-maker.js';
import type { Owed } from '../journal/bells.js';
import { ReactionProcessor, Workbench } from '../queues/processor.js';
import { CERTIFICATES, WORKER_OPTIONS } from '../queues/queues.js';
import type { CertificateSheet } from './certificate-layout.js';
import { renderPdf } from './typst.js';

/** Renders a winner's certificate once and keeps it; and the papers of a unit's list, which come by the same queue: one paper at a time. */
@Processor(CERTIFICATES, WORKER_OPTIONS)
export class CertificateProcessor extends ReactionProcessor {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly papers: PapersMaker,
    bench: Workbench,
  ) {
    super(bench);
  }

  protected override async react({ entryId, name }: Owed): Promise<void> {
    if (name === 'petition-papers') return this.papers.make(entryId);
    const em = this.em.fork();
    const entry = await em.findOneOrFail(JournalEntry, entryId);
    const certificate = await em.findOne(
      Certificate,
      { nomination: entry.subjectId, supersededAt: null },
      { populate: ['nomination', 'nomination.unit', 'nomination.cycle', 'nomination.cycle.definition'] },
    );
    // A correction may have withdrawn it since.
    if (!certificate) return;
    const { document } = certificate.nomination.cycle.definition;
    const paper = document.papers['certificate'];
    if (certificate.renderedAt || !paper) return;
    // The award itself must be in the chain before its head is printed.
    await sealJournal(em.fork());
    const head = await journalHead(em, certificate.nomination.cycle.id);
    const sheet = await this.sheetOf(em, certificate, paper, head.hash);
    const pdf = Buffer.from(await renderPdf(sheet, { createdAt: certificate.owedAt }));
    Object.assign(certificate, { pdf, sha256: createHash('sha256').update(pdf).digest('hex'), renderedAt: await this.clock.now(em) });
    await em.flush();
  }

  private async sheetOf(
    em: EntityManager,
    { nomination, code, registerNumber, version }: Certificate,
    paper: Paper,
    journalHash: string,
  ): Promise<CertificateSheet> {
    const { cycle, unit, line } = nomination;
    const { document } = cycle.definition;
    const decision = await em.findOneOrFail(Decision, { cycle, version });
    const above = await em.findOne(Unit, { id: line['ward'] ?? unit.parent?.id ?? '' });
    const values = { award: { year: String(document.year), name: document.name.vi }, branch: { name: unit.name } };
    const filled = (lines: readonly string[]) => lines.map((text) => fill(text, values));
    return {
      language: 'vi',
      issuerLines: filled(paper.issuer),
      grantLine: paper.grant ?? '',
      title: paper.title,
      leadLines: filled(paper.lead),
      recipient: unit.name,
      recipientUnit: above?.name ?? '',
      citationLines: filled(paper.citation),
      awardName: paper.awardName ?? '',
      yearText: paper.yearText ? fill(paper.yearText, values) : '',
      placeAndDate: `${paper.place}, ${longDate(decision.signedOn ?? null)}`,
      signatureLines: filled(paper.signature),
      signer: decision.signer ?? '',
      decisionLine: `Quyết định số: ${decision.number ?? ''}`,
      registerLine: `Số vào sổ: ${String(registerNumber).padStart(2, '0')}`,
      verificationCode: code,
      verifyUrl: `${this.config.baseUrl}/certificates/${code}`,
      journalHead: journalHash,
    };
  }
}
