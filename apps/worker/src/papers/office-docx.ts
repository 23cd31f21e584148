import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Header,
  type IRunOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { OfficePaper } from './office-paper.js';

const FONT = 'Times New Roman';
/** Sizes of runs are half points. */
const half = (points: number) => points * 2;
const mm = convertMillimetersToTwip;
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const FRAMELESS = { top: NONE, bottom: NONE, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE };

const centred = (text: string, run: IRunOptions = {}, ruled = false) =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ text, ...run })],
    ...(ruled && { border: { bottom: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } } }),
  });

const halves = (left: Paragraph[], right: Paragraph[]) =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: FRAMELESS,
    rows: [
      new TableRow({
        cantSplit: true,
        children: [left, right].map((children) => new TableCell({ width: { size: 50, type: WidthType.PERCENTAGE }, children })),
      }),
    ],
  });

const letterhead = ({ superior, issuer, number, placeAndDate }: OfficePaper) =>
  halves(
    [centred(superior), centred(issuer, { bold: true }), centred('***'), centred(number)],
    [centred('ĐOÀN TNCS HỒ CHÍ MINH', { bold: true, size: half(15) }, true), centred(''), centred(placeAndDate, { italics: true })],
  );

const ending = ({ recipients, signature }: OfficePaper) =>
  halves(
    recipients.length === 0
      ? [new Paragraph({})]
      : [
          new Paragraph({ children: [new TextRun({ text: 'Nơi nhận:', bold: true, italics: true, size: half(12) })] }),
          ...recipients.map((text) => new Paragraph({ children: [new TextRun({ text, size: half(11) })] })),
        ],
    signature.map((line) => centred(line, { bold: true })),
  );

function tableOf({ columns, widths, rows }: NonNullable<OfficePaper['table']>): Table {
  const sum = widths.reduce((total, width) => total + width, 0);
  const cell = (text: string, index: number, bold: boolean) =>
    new TableCell({
      width: { size: ((widths[index] ?? 1) / sum) * 100, type: WidthType.PERCENTAGE },
      verticalAlign: VerticalAlignTable.CENTER,
      children: [
        new Paragraph({
          alignment: bold || index === 0 ? AlignmentType.CENTER : AlignmentType.LEFT,
          children: [new TextRun({ text, bold, size: half(12) })],
        }),
      ],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [columns, ...rows].map(
      (row, at) =>
        new TableRow({ tableHeader: at === 0, cantSplit: true, children: row.map((text, index) => cell(text, index, at === 0)) }),
    ),
  });
}

const textOf = ({ body }: OfficePaper) =>
  body.map(
    (text) =>
      new Paragraph({
        alignment: AlignmentType.JUSTIFIED,
        indent: { firstLine: mm(12.7) },
        spacing: { before: 120 },
        children: [new TextRun({ text })],
      }),
  );

/** The same paper for a word processor, to be changed there. */
export async function officeDocx(paper: OfficePaper): Promise<Uint8Array> {
  const page = {
    margin: { top: mm(20), bottom: mm(20), left: mm(30), right: mm(20) },
    size: { width: mm(210), height: mm(297), ...(paper.table && { orientation: PageOrientation.LANDSCAPE }) },
  };
  const numbers = new Header({
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
  });
  const document = new Document({
    title: paper.documentTitle,
    creator: paper.issuer,
    styles: { default: { document: { run: { font: FONT, size: half(14) }, paragraph: { spacing: { line: 276 } } } } },
    sections: [
      {
        properties: { titlePage: true, page },
        headers: { default: numbers, first: new Header({ children: [new Paragraph({})] }) },
        children: [
          letterhead(paper),
          new Paragraph({}),
          centred(paper.kind, { bold: true, size: half(16) }),
          centred(paper.about, { bold: true }),
          new Paragraph({}),
          ...(paper.to.length > 0 ? [centred(`Kính gửi: ${paper.to.join('; ')}`)] : []),
          ...textOf(paper),
          new Paragraph({}),
          ...(paper.table ? [tableOf(paper.table), new Paragraph({})] : []),
          ending(paper),
          new Paragraph({ children: [new TextRun({ text: paper.journal, size: half(8) })] }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
