export { Archive, Busy, TooLong } from './archive.js';
export { Checking } from './checking.js';
export { Pages } from './pages.js';
export { Scanner } from './scanning.js';
export { baseTypeOf, type FileType, isImage } from './types.js';
export { type Refusable, Refused } from './refused.js';
export { fileName } from './name.js';
export type { Kept } from './kept.js';
