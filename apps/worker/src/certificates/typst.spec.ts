import { type CertificateSheet, printedText } from './certificate-layout.js';
import { type PdfReading, readPdf, withoutSpaces } from './test/read-pdf.js';
import { aCertificateOfMerit, aCommendation } from './test/sheets.js';
import { CertificateOverflow, engineInUse, type EngineName, renderPdf, UnprintableCharacter } from './typst.js';

const createdAt = new Date('2024-03-20T02:03:04Z');
const engines: EngineName[] = engineInUse() === 'native' ? ['native', 'wasm'] : ['wasm'];

const LONG_NAME =
  'Chi đoàn khu dân cư liên tổ dân phố số 12A – 12B – 14C Lý Thái Tông, Nguyễn Huy Tưởng và Hoàng Thị Loan, phường Thanh Khê Tây, quận Thanh Khê';
const LOWER = 'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz';
const HOSTILE = [
  '#panic("x")',
  '$x^2$ *b* _i_ `c`',
  '<b>đậm</b> &amp; {{x}} {x}',
  '#read("/etc/passwd")',
  '#import "@preview/cetz:0.2.0"',
  String.raw`\u{41} "\n" = - + /`,
  '// lời bình',
  '[a](b) @nhan ~ --- ...',
];

describe.each(engines)('a certificate printed by the %s engine', (engine) => {
  const print = async (sheet: CertificateSheet) => readPdf(await renderPdf(sheet, { createdAt, engine }));

  /** The gold line of frame.svg runs 15 mm from each edge. */
  const outside = ({ runs }: PdfReading) =>
    runs.filter(({ left, right, baseline }) => left < 16 || right > 281 || baseline < 19 || baseline > 193);

  const unprinted = (sheet: CertificateSheet, { letters }: PdfReading) =>
    Object.values(printedText(sheet))
      .flat()
      .filter((line) => !letters.includes(withoutSpaces(line)));

  it.each([
    ['Giấy khen', aCommendation({ signer: 'Người ký' })],
    ['Giấy chứng nhận', aCertificateOfMerit({ signer: 'Người ký' })],
  ])('carries every word of a %s on one page, inside the frame', async (_, sheet) => {
    const paper = await print(sheet);
    expect({ pages: paper.pages, unprinted: unprinted(sheet, paper), outside: outside(paper) }).toEqual({
      pages: 1,
      unprinted: [],
      outside: [],
    });
  });

  it('is tagged, names its language and stays near 100 kB', async () => {
    const { raw } = await print(aCertificateOfMerit());
    expect(raw).toContain('/S /H1');
    expect(raw).toMatch(/\/Lang \(vi-VN\)/u);
    expect(raw).toMatch(/\/S \/Figure[\s\S]{0,400}\/Alt/u);
    expect(raw).toContain('2024-03-20T02:03:04Z</xmp:CreateDate>');
    expect(raw.length).toBeLessThan(120_000);
  });

  it('is archival PDF/A-2a from the native engine, and claims nothing of the kind from WebAssembly', async () => {
    const { raw } = await print(aCommendation());
    const claims = [/<pdfaid:part>2</u.test(raw), /<pdfaid:conformance>A</u.test(raw), raw.includes('/OutputIntents')];
    expect(claims).toEqual(engine === 'native' ? [true, true, true] : [false, false, false]);
  });

  it('has the same bytes for the same sheet and moment, whatever was printed between', async () => {
    const first = await renderPdf(aCommendation(), { createdAt, engine });
    const later = await renderPdf(aCommendation(), { createdAt: new Date(createdAt.getTime() + 1000), engine });
    const again = await renderPdf(aCommendation(), { createdAt, engine });
    expect([Buffer.compare(first, again), Buffer.compare(first, later) === 0]).toEqual([0, false]);
  });

  it('has the same bytes for decomposed letters', async () => {
    const composed = await renderPdf(aCommendation(), { createdAt, engine });
    const recipient = aCommendation().recipient.normalize('NFD');
    expect(Buffer.compare(composed, await renderPdf(aCommendation({ recipient }), { createdAt, engine }))).toBe(0);
  });

  it('prints every Vietnamese letter and the đồng sign in every style', async () => {
    const lower = LOWER.match(/.{1,20}/gu) ?? [];
    for (const part of [...lower, ...lower.map((part) => part.toUpperCase()), '0123456789₫']) {
      const line = {
        title: part,
        recipient: part,
        recipientUnit: part,
        awardName: part,
        signer: part,
        placeAndDate: part,
        grantLine: part,
      };
      const sheet = aCertificateOfMerit({ ...line, issuerLines: [part, part], citationLines: [part], registerLine: part });
      const { letters } = await print(sheet);
      expect(letters.split(part)).toHaveLength(12);
    }
  });

  it.each(HOSTILE)('prints %s as it is written', async (text) => {
    const sheet = aCertificateOfMerit({
      recipient: text,
      title: text,
      citationLines: [text],
      issuerLines: [text],
      signer: text,
      registerLine: text,
      verifyUrl: `https://a.vn/${text}`,
    });
    expect(unprinted(sheet, await print(sheet))).toEqual([]);
  });

  it('shrinks a long name to keep it on one line, then breaks it, and keeps it inside the frame', async () => {
    const lines = async (recipient: string) => {
      const paper = await print(aCommendation({ recipient }));
      const name = paper.runs.filter(({ text }) => withoutSpaces(recipient).includes(withoutSpaces(text)) && text.length > 3);
      return { lines: name.length, whole: paper.letters.includes(withoutSpaces(recipient)), outside: outside(paper), pages: paper.pages };
    };
    const inside = { whole: true, outside: [], pages: 1 };
    expect(await lines('Chi đoàn 7')).toEqual({ lines: 1, ...inside });
    expect(await lines('Chi đoàn khu dân cư Phước Lý 4 – Nguyễn Đình Tựu (sáp nhập)')).toEqual({ lines: 1, ...inside });
    expect(await lines(LONG_NAME)).toEqual({ lines: 2, ...inside });
    expect(await lines('Ẫ'.repeat(38))).toEqual({ lines: 1, ...inside });
  });

  it.each([
    ['ten lines of words', 'Chi đoàn khu dân cư '.repeat(40)],
    ['one unbreakable word', 'W'.repeat(60)],
    ['an unbreakable word among others', `Chi đoàn ${'W'.repeat(60)} Xuân`],
  ])('refuses a name of %s', async (_, recipient) => {
    await expect(print(aCommendation({ recipient }))).rejects.toEqual(new CertificateOverflow('recipient'));
  });

  it('never lets a word out of the frame, however long: it fits or it is refused', async () => {
    for (let length = 30; length <= 60; length += 6) {
      const paper = await print(aCertificateOfMerit({ recipient: `Đoàn ${'Ộ'.repeat(length)}` })).catch((fault: unknown) => fault);
      if (!(paper instanceof CertificateOverflow)) expect(outside(paper as PdfReading)).toEqual([]);
    }
  });

  it('names whichever field is too long', async () => {
    const flood = 'Khê '.repeat(500);
    const floods: Partial<CertificateSheet>[] = [
      { issuerLines: [flood, 'x'] },
      { issuerLines: ['x', flood] },
      { grantLine: flood },
      { title: flood },
      { leadLines: [flood] },
      { recipientUnit: flood },
      { citationLines: [flood] },
      { awardName: flood },
      { yearText: flood },
      { placeAndDate: flood },
      { signatureLines: [flood] },
      { signer: flood },
      { decisionLine: flood },
      { registerLine: flood },
      { verificationCode: flood },
      { verifyUrl: `https://a.vn/${'x'.repeat(300)}` },
      { journalHead: 'f'.repeat(2000) },
    ];
    for (const change of floods) {
      const [field] = Object.keys(change);
      await expect(print(aCertificateOfMerit(change))).rejects.toMatchObject({ field });
    }
  });

  it('says so when every field fits alone but not together', async () => {
    const crowded = { recipient: LONG_NAME, recipientUnit: LONG_NAME, awardName: LONG_NAME.repeat(2), leadLines: [LONG_NAME, LONG_NAME] };
    await expect(print(aCertificateOfMerit({ ...crowded, citationLines: [LONG_NAME.repeat(4)] }))).rejects.toEqual(
      new CertificateOverflow('sheet'),
    );
  });

  it.each([
    ['an emoji', '🏆', 'U+1F3C6'],
    ['a Chinese character', '慶', 'U+6176'],
    ['a control character', '\u0007', 'U+0007'],
  ])('refuses %s, which no font has, and says where it stands', async (_, character, code) => {
    const refused = print(aCommendation({ citationLines: ['Đã có', `thành tích ${character}`] }));
    await expect(refused).rejects.toBeInstanceOf(UnprintableCharacter);
    await expect(refused).rejects.toMatchObject({ field: 'citationLines', character, message: expect.stringContaining(code) as unknown });
  });

  it('leaves room for a hand signature and a seal above the name, and below the post when there is no name', async () => {
    const right = async (signer: string) =>
      (await print(aCommendation({ signer }))).runs.filter(({ left }) => left > 160).map(({ baseline }) => baseline);
    const [post = 0, name = 0] = (await right('Nguyễn Văn A')).slice(-2);
    expect(name - post).toBeGreaterThan(25);
    expect((await right('')).at(-1)).toBeCloseTo(post, 3);
  });

  it('goes on after a refusal and through evictions, in the order asked', async () => {
    const expected = Buffer.from(await renderPdf(aCommendation(), { createdAt, engine }));
    const asked = Array.from({ length: 44 }, (_, index) => aCommendation(index % 4 === 0 ? { recipient: 'W'.repeat(80) } : {}));
    const settled = await Promise.allSettled(asked.map((sheet) => renderPdf(sheet, { createdAt, engine })));
    const outcomes = settled.map((one) => (one.status === 'rejected' ? 'refused' : expected.equals(one.value)));
    expect(outcomes).toEqual(asked.map((_, index) => (index % 4 === 0 ? 'refused' : true)));
  });
});
