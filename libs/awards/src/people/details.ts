import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Person } from '#store';
import { Objections } from '../units/changes.js';
import { phoneFrom } from './phone.js';

export interface PersonDetails {
  name: string;
  email?: string | null | undefined;
  phone?: string | null | undefined;
}

/** What is to be stored of a person; `own` is the person whose number it may be already. Throws `Invalid` with every fault. */
export async function readDetails(em: EntityManager, { name, email, phone }: PersonDetails, own: string | null) {
  const objections = new Objections();
  const clean = {
    name: name.normalize('NFC').trim().replace(/\s+/g, ' '),
    email: email?.normalize('NFC').trim().toLowerCase() || null,
    phone: phone?.trim() || null,
  };
  const number = clean.phone && phoneFrom(clean.phone);
  if (!clean.name) objections.add('name', 'Cần họ và tên.', 'A name is needed.');
  if (clean.name.length > 200) objections.add('name', 'Tên dài quá 200 ký tự.', 'The name is longer than 200 characters.');
  if (clean.email && (clean.email.length > 254 || !z.email().safeParse(clean.email).success))
    objections.add(
      'email',
      `“${clean.email}” không phải là địa chỉ thư điện tử, ví dụ: ten@donvi.vn.`,
      `“${clean.email}” is not an e-mail address, such as ten@donvi.vn.`,
    );
  if (clean.phone && !number)
    objections.add(
      'phone',
      `“${clean.phone}” không phải là số điện thoại, ví dụ: 0903 123 456.`,
      `“${clean.phone}” is not a phone number, such as 0903 123 456.`,
    );
  if (!clean.email && !clean.phone)
    objections.add('phone', 'Cần số điện thoại hoặc thư điện tử.', 'A telephone number or an e-mail address is needed.');
  const others = { removedAt: null, ...(own && { id: { $ne: own } }) };
  if (number && (await em.count(Person, { phone: number, ...others })) > 0)
    objections.add('phone', `Đã có người dùng số điện thoại “${clean.phone}”.`, `Somebody already uses the phone number “${clean.phone}”.`);
  if (clean.email && (await em.count(Person, { email: clean.email, ...others })) > 0)
    objections.add('email', `Đã có người dùng địa chỉ “${clean.email}”.`, `Somebody already uses the address “${clean.email}”.`);
  objections.raise();
  return { name: clean.name, email: clean.email, phone: number || null };
}
