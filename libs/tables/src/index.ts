export { fold } from './fold.js';
export { fromTcvn3, fromVni, type Legacy, legacyText, toTcvn3, toVni } from './legacy-text.js';
export { writeCsv } from './csv.js';
export { placeOf, readTable, type Table, type TableLimits, DEFAULT_LIMITS } from './read.js';
export { Unreadable, type TableFault } from './unreadable.js';
export { writeXlsx, type Written } from './xlsx.js';
export type { TableCell } from './table-cell.js';
