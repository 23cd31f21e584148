import { z } from 'zod';
import { ROLES } from '#workflow';

const text = (most: number) => z.string().trim().max(most, { error: 'tooLong' });
const needed = (most: number) => text(most).min(1, { error: 'needed' });
const date = z.iso.date({ error: 'date' });
const orNothing = z.union([z.literal('').transform(() => null), date]).optional();

export const PersonId = z.uuid();

const details = {
  name: needed(200),
  phone: text(40).optional(),
  email: text(254).optional(),
  legacy: z.enum(['convert', 'keep']).optional(),
};
const membership = {
  unit: needed(48),
  role: z.enum(ROLES).exclude(['clock']),
  title: text(200).optional(),
  cycle: z.union([z.literal('').transform(() => null), z.uuid()]).optional(),
  validFrom: orNothing,
  validTo: orNothing,
};

export const DetailsForm = z.object(details);
export type DetailsForm = z.infer<typeof DetailsForm>;

export const MembershipForm = z.object(membership);
export type MembershipForm = z.infer<typeof MembershipForm>;

export const NewPersonForm = z.object({ ...details, ...membership });
export type NewPersonForm = z.infer<typeof NewPersonForm>;

export const RemovalForm = z.object({ reason: needed(500) });
export type RemovalForm = z.infer<typeof RemovalForm>;

export const DelegationForm = z.object({ phone: needed(40), validFrom: date, validTo: date, reason: needed(500) });
export type DelegationForm = z.infer<typeof DelegationForm>;
