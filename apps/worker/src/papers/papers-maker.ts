import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, journalState } from '#awards';
import { JournalEntry, PetitionPapers } from '#store';
import { officeDocx } from './office-docx.js';
import { officePdf } from './office-pdf.js';
import { petitionAndList } from './petition.js';

/** Makes the papers of a unit's list: petition and list, each to print and to change. */
@Injectable()
export class PapersMaker {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async make(entryId: number): Promise<void> {
    const em = this.em.fork();
    const { subjectId } = await em.findOneOrFail(JournalEntry, entryId);
    const papers = await em.findOne(PetitionPapers, subjectId, { populate: ['unit', 'cycle', 'cycle.definition', 'cycle.organiser'] });
    // A newer draft may have taken its place.
    if (!papers || papers.renderedAt) return;
    const definition = papers.cycle.definition.document;
    const { petition, list } = petitionAndList({
      papers,
      definition,
      ward: papers.unit.name,
      district: papers.cycle.organiser.name,
      // As anybody may know it: the paper leaves the office.
      head: (await journalState(em, papers.cycle, null)).head,
      tier: definition.tiers.find(({ code }) => code === papers.unit.tier)?.name.vi ?? '',
    });
    Object.assign(papers, {
      petitionDocx: Buffer.from(await officeDocx(petition)),
      petitionPdf: Buffer.from(await officePdf(petition, papers.askedAt)),
      listDocx: Buffer.from(await officeDocx(list)),
      listPdf: Buffer.from(await officePdf(list, papers.askedAt)),
      renderedAt: await this.clock.now(em),
    });
    await em.flush();
  }
}
