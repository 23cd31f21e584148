import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CertificateField, type CertificateSheet, layoutData, printedText } from './certificate-layout.js';
import { type Fonts, readFonts } from './fonts.js';
import type { Engine, EngineName, Rendering } from './typst-engine.js';
import { openNative } from './typst-native.js';
import { openWasm } from './typst-wasm.js';

export type { EngineName } from './typst-engine.js';

const SHEETS_BETWEEN_EVICTIONS = 20;

/** The words of one field do not fit on the paper at the smallest size we print; a person must shorten them. */
export class CertificateOverflow extends Error {
  constructor(readonly field: CertificateField) {
    super(
      field === 'sheet' ? 'The fields fit one by one, but together they do not fit on the paper' : `"${field}" does not fit on the paper`,
    );
  }
}

/** No font of ours has this character, for example an emoji; printing a box instead would be worse than not printing. */
export class UnprintableCharacter extends Error {
  constructor(
    readonly field: CertificateField,
    readonly character: string,
  ) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    super(`"${field}" holds a character that no font can print: ${character} (U+${code})`);
  }
}

let fonts: Fonts | undefined;
const engines = new Map<EngineName | undefined, Engine>();
let previous: Promise<unknown> = Promise.resolve();
let rendered = 0;

/** Sources and compiled code lie at different depths and nothing copies layouts into dist, so look for the project's root. */
function layoutPath(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'apps/worker/certificates/certificate.typ');
}

function loadedFonts(): Fonts {
  return (fonts ??= readFonts());
}

/** The wanted engine, or the native one where its add-on loads and WebAssembly elsewhere. */
function openEngine(wanted: EngineName | undefined): Engine {
  const { faces } = loadedFonts();
  const native = wanted === 'wasm' ? undefined : openNative(layoutPath(), faces);
  if (wanted === 'native' && !native) throw new Error('No native Typst compiler is installed for this platform');
  return native ?? openWasm({ layout: layoutPath(), faces });
}

/** One compiler per process and name, made when first needed. */
function engineNamed(name: EngineName | undefined): Engine {
  const engine = engines.get(name) ?? openEngine(name);
  engines.set(name, engine).set(engine.name, engine);
  return engine;
}

function refuseUnprintable(sheet: CertificateSheet, canDraw: Fonts['canDraw']): void {
  for (const [field, lines] of Object.entries(printedText(sheet)) as [CertificateField, string[]][]) {
    const missing = Array.from(lines.join('')).find((character) => !canDraw(character.codePointAt(0) ?? 0));
    if (missing !== undefined) throw new UnprintableCharacter(field, missing);
  }
}

/** A warning is a fault too: an unknown font, for one, would print other letters than the ones we looked at. */
function fileOf({ diagnostics, fits, pdf }: Rendering): Uint8Array {
  const tooLong = fits.find(({ overflow }) => overflow);
  if (tooLong) throw new CertificateOverflow(tooLong.field as CertificateField);
  if (!pdf) throw new Error(`certificate.typ: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return pdf;
}

async function renderAlone(sheet: CertificateSheet, createdAt: Date, name: EngineName | undefined): Promise<Uint8Array> {
  refuseUnprintable(sheet, loadedFonts().canDraw);
  const engine = engineNamed(name);
  try {
    return fileOf(await engine.render(JSON.stringify(layoutData(sheet, createdAt))));
  } finally {
    rendered += 1;
    if (rendered % SHEETS_BETWEEN_EVICTIONS === 0) await engine.evict();
  }
}

/**
 * One sheet as a tagged, single-page PDF of about 100 kB; PDF/A-2a from the native engine (see {@link EngineName}).
 * The same sheet and moment give the same bytes on the same engine. Renders one at a time per process.
 * @throws {CertificateOverflow} when a field does not fit
 * @throws {UnprintableCharacter} when no font has a character
 */
export function renderPdf(sheet: CertificateSheet, { createdAt, engine }: { createdAt: Date; engine?: EngineName }): Promise<Uint8Array> {
  const pdf = previous.then(() => renderAlone(sheet, createdAt, engine));
  // The next sheet waits for this one, whether it worked or not; whoever asked for this one hears of its fault.
  previous = pdf.catch(() => undefined);
  return pdf;
}

/** Which engine prints certificates here, for the log at start: only one of them makes archival files. */
export function engineInUse(): EngineName {
  return engineNamed(undefined).name;
}
