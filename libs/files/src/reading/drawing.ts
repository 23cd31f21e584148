import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import type { Looks } from './reader.js';

const MOST_PAGES = 200;
const THUMBNAIL_SIDE = 480;

/** A PDF that can be looked at. */
export interface Opened {
  pages: number;
  /** A page as JPEG, counted from 1, its longer side so many pixels at most. */
  draw(page: number, side: number): Promise<Buffer>;
}

/** Opens a PDF as a viewer does; null for one that cannot be opened. Only for a process of its own: memory and time are limited from outside. */
export async function opened(bytes: Buffer): Promise<Opened | null> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes).catch(() => null);
  return document && { pages: document.getPageCount(), draw: (number, side) => drawn(document.getPage(number - 1), side) };
}

/** What can be drawn of a PDF. What cannot is no fault: it is kept to be downloaded. */
export async function looksOf(bytes: Buffer): Promise<Looks> {
  const document = await opened(bytes);
  if (!document || document.pages === 0 || document.pages > MOST_PAGES) return { pages: null, thumbnail: null };
  return { pages: document.pages, thumbnail: await document.draw(1, THUMBNAIL_SIDE).catch(() => null) };
}

type Page = ReturnType<Awaited<ReturnType<PDFiumLibrary['loadDocument']>>['getPage']>;

async function drawn(page: Page, side: number): Promise<Buffer> {
  const { originalWidth, originalHeight } = page.getOriginalSize();
  // A page may say that it is five metres wide.
  const scale = Math.min(side / Math.max(originalWidth, originalHeight, 1), 4);
  const { data } = await page.render({
    scale,
    renderFormFields: true,
    render: ({ data: pixels, width, height }) =>
      sharp(pixels, { raw: { width, height, channels: 4 } })
        .jpeg({ quality: 80 })
        .toBuffer(),
  });
  return Buffer.from(data);
}
