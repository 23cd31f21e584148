import { Readable } from 'node:stream';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const MAX_DEPTH = 32;

/**
 * iOS and macOS send accents as marks of their own (NFD), which compare unequal to what Windows and Android send. Every string is made NFC
 * before a handler sees it. PostgreSQL keeps no NUL in text, so one is refused here; an address with one leads nowhere.
 */
export async function normaliseInput(request: FastifyRequest): Promise<void> {
  if (Object.values(request.params as object).some((part) => String(part).includes('\0'))) throw new NotFoundException();
  request.query = normalised(request.query, 0);
  request.body = normalised(request.body, 0);
}

function normalised(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return normalisedText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Readable) return value;
  if (depth > MAX_DEPTH) throw new BadRequestException('The input is nested too deeply');
  for (const [key, inner] of Object.entries(value)) (value as Record<string, unknown>)[key] = normalised(inner, depth + 1);
  return value;
}

function normalisedText(value: string): string {
  if (value.includes('\0')) throw new BadRequestException('Text must not contain NUL');
  return value.normalize('NFC');
}
