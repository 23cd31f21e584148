import sharp, { type Sharp } from 'sharp';
import type { Read, Rewritten } from './reader.js';

const MOST_PIXELS = 40_000_000;
/** Enough for a scanned page of A4 at 300 dots an inch, in pixels. */
const LONGEST_SIDE = 4000;
const THUMBNAIL_SIDE = 480;
const FORMATS: Record<string, 'jpeg' | 'png' | 'webp'> = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' };

// One image at a time, and nothing to remember for the next: this process ends with it.
sharp.cache(false);
sharp.concurrency(1);

/** Draws an image anew: upright, in sRGB, and nothing else of what came in stays, neither its data on place and camera nor what hangs behind it. */
export async function read(bytes: Buffer, type: string): Promise<Read> {
  const format = FORMATS[type];
  if (!format) throw new Error(`No image: ${type}`);
  const image = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true }).autoOrient();
  try {
    const found = await sharp(bytes, { limitInputPixels: MOST_PIXELS }).metadata();
    if (found.format !== format) return { refused: 'mismatch' };
    if (found.width * found.height > MOST_PIXELS) return { refused: 'pixels' };
    const kept = await encoded(image().resize(within(LONGEST_SIDE)).toColourspace('srgb'), format);
    const thumbnail = image().resize(within(THUMBNAIL_SIDE)).flatten({ background: '#ffffff' }).toColourspace('srgb');
    const { data } = await thumbnail.jpeg({ quality: 72 }).toBuffer({ resolveWithObject: true });
    return { ...kept, pages: null, thumbnail: data };
  } catch (error) {
    return { refused: /pixel limit/i.test(String(error)) ? 'pixels' : 'damaged' };
  }
}

const within = (side: number) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true }) as const;

async function encoded(image: Sharp, format: 'jpeg' | 'png' | 'webp'): Promise<Rewritten> {
  const options = { jpeg: { quality: 85 }, png: { compressionLevel: 8 }, webp: { quality: 85 } } as const;
  const { data, info } = await image.toFormat(format, options[format]).toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}
