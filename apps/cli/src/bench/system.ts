import type { Sample } from './driving.js';

/** One way of doing the same thing, on a database of its own on the one server. */
export interface System {
  name: string;
  measure(clients: number, seconds: number): Promise<Sample & { dispatched?: number }>;
  close(): Promise<void>;
}
