import { randomUUID } from 'node:crypto';
import { dateIn, type InvitationLetter, slashed } from '#awards';
import { htmlOf } from '../mail/html.js';

/** Offices live by one calendar, whatever the zone of an award. */
const ZONE = 'Asia/Ho_Chi_Minh';

/** The letter that asks somebody in for the first time. */
export function invitationLetter({ name, address, language, unit, link, expiresAt }: InvitationLetter) {
  const until = slashed(dateIn(expiresAt, ZONE));
  const subject = { vi: `Mời bạn vào Vinh Danh, ${unit}`, en: `Your invitation to Vinh Danh, ${unit}` }[language];
  const text = {
    vi: `Chào ${name},

Bạn được mời vào Vinh Danh, nơi ${unit} làm hồ sơ đề cử và xét tặng giải thưởng.

Mở liên kết này rồi bấm “Tiếp tục”. Liên kết dùng được một lần, đến hết ngày ${until}.

${link}

Sau đó trang web hướng dẫn bạn chọn cách đăng nhập cho những lần sau.

Nếu liên kết đã hết hạn, hãy nhờ người đã mời bạn gửi hoặc in liên kết khác.`,
    en: `Dear ${name},

You are invited to Vinh Danh, where ${unit} writes and reviews nominations for awards.

Open this link and press “Continue”. It works once, until ${until}.

${link}

The site then shows you how to sign in from then on.

If the link is too old, ask who invited you to send or print another.`,
  }[language];
  return { messageId: `invitation.${randomUUID()}`, to: { name, address }, subject, text, html: htmlOf(subject, text) };
}
