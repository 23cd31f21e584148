import type { Definition } from './definition.js';
import { fault, type Fault } from './fault.js';

/** What asks for ethnicity, religion, or the papers of identity, in words without diacritics (Decree 356/2025, sensitive data). */
const SENSITIVE: readonly RegExp[] = [
  // Not the festivals and slogans about the unity of the whole people.
  /(?<!toan |doan ket )\bdan toc\b/,
  /\bton giao\b/,
  /\b(?:cccd|cmnd|cmt)\b/,
  /\b(?:can cuoc|chung minh (?:nhan dan|thu)|ho chieu)\b/,
  /\bethnic/,
  /\breligio/,
  /\b(?:id card|identity card|citizen id|passport)/,
];

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();

/** Fields that ask for what the law calls sensitive, and do not say why nothing less will do. */
export const unexplained = ({ form }: Definition): Fault[] =>
  form.flatMap((section, at) =>
    section.fields.flatMap((field, index) => {
      const texts = [field.label, field.help, ...(field.columns ?? []).map(({ label }) => label)];
      const asked = texts.flatMap((text) => [text?.vi ?? '', text?.en ?? '']).map(plain);
      if (field.personal?.sensitive || !asked.some((text) => SENSITIVE.some((word) => word.test(text)))) return [];
      return [
        fault(
          `form[${at} ${section.code}].fields[${index} ${field.code}].label`,
          `“${field.label.vi}” hỏi dữ liệu cá nhân nhạy cảm. Hãy bỏ mục này, hoặc ghi lý do không thể thiếu vào personal.sensitive.`,
          `“${field.label.en ?? field.label.vi}” asks for sensitive personal data. Leave it out, or say in personal.sensitive why nothing less will do.`,
        ),
      ];
    }),
  );
