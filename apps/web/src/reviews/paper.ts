import type { PaperFile } from '#awards';
import type { FastifyReply } from 'fastify';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A petition or a list as a file to keep, for this reader alone. */
export function paper(reply: FastifyReply, file: PaperFile, content: Uint8Array): Buffer {
  void reply
    .type(file.endsWith('.pdf') ? 'application/pdf' : WORD)
    .header('content-disposition', `attachment; filename="${file}"`)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff');
  return Buffer.from(content);
}
