import type { FastifyReply } from 'fastify';
import type { TableFormat } from '#awards';
import { writeCsv, writeXlsx, type Written } from '#tables';
import { z } from 'zod';

export const Format = z.enum(['xlsx', 'csv']);

const TYPES: Record<TableFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** Hands out a table as a file. It may hold what only this reader sees. */
export function sendTable(reply: FastifyReply, bytes: Buffer, name: string, format: TableFormat): void {
  void reply
    .header('content-type', TYPES[format])
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(bytes);
}

/** What a page shows, as a table. */
export function tableOf(
  format: TableFormat,
  sheet: string,
  heading: readonly string[],
  rows: readonly (readonly Written[])[],
): Promise<Buffer> {
  if (format === 'xlsx') return writeXlsx(sheet, heading, rows);
  return Promise.resolve(writeCsv([heading, ...rows.map((row) => row.map(asText))]));
}

const asText = (cell: Written) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? ''));
