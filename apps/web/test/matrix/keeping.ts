import type { EntityManager } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { fingerprint, type Fingerprint, growth } from '#testing';

/** A database as it was at one moment, and the way back to it: what one request has changed must not meet the next. */
export class Keeping {
  private constructor(
    private readonly em: EntityManager,
    private readonly client: Client,
    private readonly kept: Fingerprint,
  ) {}

  static async of(url: string, em: EntityManager): Promise<Keeping> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const kept = await fingerprint(em);
    // As a replica applies changes: no trigger and no foreign key has a say in going back.
    const copies = Object.keys(kept).map((name) => `create table kept."${name}" as table public."${name}"`);
    await client.query(['set session_replication_role = replica', 'create schema kept', ...copies].join(';'));
    return new Keeping(em, client, kept);
  }

  /** The tables that are not as they were. Attempts to sign in are written down whatever comes of them. */
  async changed(): Promise<string[]> {
    return Object.keys(growth(this.kept, await fingerprint(this.em))).filter((name) => name !== 'sign_in');
  }

  async goBack(): Promise<void> {
    const steps = [...(await this.changed()), 'sign_in'].map(
      (name) => `delete from public."${name}"; insert into public."${name}" select * from kept."${name}"`,
    );
    await this.client.query(['begin', ...steps, 'commit'].join(';'));
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
