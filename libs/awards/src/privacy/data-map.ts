import type { Text } from '#workflow';

/** One kind of data about people: where it is, what for, on what ground, how long, and who sees it. */
export interface Kept {
  /** Columns of the database, `table.column`; `table.*` for all of them. */
  columns: readonly string[];
  what: Text;
  purpose: Text;
  basis: keyof typeof BASES;
  keeps: Text;
  seenBy: Text;
}

/** Law 91/2025/QH15 on the protection of personal data asks for one of them. */
export const BASES = {
  task: {
    vi: 'Thực hiện quy chế giải thưởng mà người đó tham gia',
    en: 'Carrying out the rules of the award in which the person takes part',
  },
  security: { vi: 'Bảo vệ tài khoản và hệ thống', en: 'Protecting accounts and the system' },
  record: { vi: 'Lưu vết quyết định khen thưởng để kiểm tra', en: 'Keeping the record of award decisions open to checking' },
  consent: { vi: 'Người đó tự gửi và đồng ý', en: 'The person sends it and agrees' },
} as const satisfies Record<string, Text>;

const say = (vi: string, en: string): Text => ({ vi, en });

const WHILE_HERE = say(
  'Đến khi rời hệ thống; liên lạc xóa sau 365 ngày, tên theo yêu cầu xóa',
  'Until the person leaves; ways to reach them are deleted after 365 days, the name on request',
);
const WITH_CYCLE = say(
  'Cùng hồ sơ của đợt; tên người bị thay khi có yêu cầu xóa',
  'With the files of the cycle; names give way on request',
);

export const DATA_MAP: readonly Kept[] = [
  {
    columns: ['person.name', 'person.email', 'person.phone', 'person.language', 'person.search', 'person.sort_name'],
    what: say('Họ tên, thư điện tử hoặc điện thoại, ngôn ngữ', 'Name, e-mail address or telephone number, language'),
    purpose: say('Đăng nhập, liên lạc, ghi ai đã làm gì', 'Signing in, reaching people, saying who did what'),
    basis: 'task',
    keeps: WHILE_HERE,
    seenBy: say(
      'Quản trị; người xét thấy tên người đề cử ở đơn vị dưới và liên lạc khi mời hoặc giúp đăng nhập',
      'Administrators; reviewers see the names of nominators below, and how to reach them when inviting or helping',
    ),
  },
  {
    columns: ['membership.role', 'membership.title', 'delegation.reason', 'council_seat.code', 'council_seat.title'],
    what: say('Vai trò, chức danh, đơn vị, ủy quyền', 'Roles, titles, units, delegations'),
    purpose: say('Ai được làm gì', 'Who may do what'),
    basis: 'task',
    keeps: say(
      'Đến khi vai trò kết thúc; ghế hội đồng cùng hồ sơ của đợt',
      'Until the role ends; seats of a council with the files of the cycle',
    ),
    seenBy: say('Quản trị; người trong cùng tuyến đơn vị', 'Administrators; people of the same unit line'),
  },
  {
    columns: ['tie.reason', 'recusal.reason'],
    what: say('Quan hệ công tác và lý do không chấm', 'Ties to units, and why a member steps aside'),
    purpose: say('Tránh xung đột lợi ích', 'Keeping conflicts of interest out'),
    basis: 'task',
    keeps: WITH_CYCLE,
    seenBy: say('Người đó, Thường trực, Quản trị', 'The person, the secretariat, administrators'),
  },
  {
    columns: [
      'session.*',
      'sign_in.*',
      'link_request.*',
      'one_time_link.*',
      'ceremony.*',
      'password.*',
      'passkey.*',
      'authenticator.*',
      'recovery_code.*',
      'api_token.*',
    ],
    what: say(
      'Phiên, mạng và trình duyệt khi đăng nhập, khóa và mã (chỉ lưu dạng băm hoặc mã hóa)',
      'Sessions, network and browser of sign-ins, keys and codes (kept as hashes or encrypted)',
    ),
    purpose: say('Chỉ đúng người vào được, và phát hiện dò mật khẩu', 'Letting in the right person, and noticing guesses'),
    basis: 'security',
    keeps: say(
      'Phiên 14 ngày, lần đăng nhập 90 ngày, cách đăng nhập đến khi rời hệ thống',
      'Sessions 14 days, sign-ins 90 days, ways in until the person leaves',
    ),
    seenBy: say('Chỉ người đó', 'Only the person'),
  },
  {
    columns: ['invitation.*', 'recovery_request.*'],
    what: say('Được mời khi nào, bằng cách nào', 'When and how somebody was invited'),
    purpose: say('Biết ai đã vào, ai chưa', 'Knowing who came and who did not'),
    basis: 'task',
    keeps: WHILE_HERE,
    seenBy: say('Quản trị, người xét của đơn vị trên', 'Administrators, reviewers of the unit above'),
  },
  {
    columns: [
      'nomination.content',
      'nomination.files',
      'revision.content',
      'revision.files',
      'evidence_file.*',
      'return_point.field',
      'return_point.request',
      'return_point.answer',
      'petition_papers.*',
    ],
    what: say(
      'Hồ sơ đề cử, tệp minh chứng và trao đổi khi bổ sung, có thể nhắc tên hoặc có hình người',
      'Dossiers, their evidence files and what is said about them, which may name or show people',
    ),
    purpose: say('Xét tặng giải thưởng', 'Deciding on the award'),
    basis: 'task',
    keeps: say(
      'Bản nháp không nộp 90 ngày sau đợt, trừ khi quy chế ghi khác; hồ sơ đã nộp lưu cùng quyết định',
      'Drafts never submitted 90 days after the cycle unless its rules say otherwise; submitted ones with the decision',
    ),
    seenBy: say(
      'Đơn vị đề cử, người xét của tuyến, hội đồng, Thường trực',
      'The nominating unit, reviewers of its line, the council, the secretariat',
    ),
  },
  {
    columns: ['thread.*', 'comment.*', 'tick.*'],
    what: say(
      'Nhận xét về từng mục của hồ sơ, ai đã kiểm tra mục nào',
      'What is said about single parts of a dossier, and who made sure of which item',
    ),
    purpose: say('Xét hồ sơ cùng nhau, và với chi đoàn', 'Reviewing a dossier together, and with its branch'),
    basis: 'task',
    keeps: WITH_CYCLE,
    seenBy: say(
      'Trao đổi với chi đoàn: đơn vị đề cử và người xét của tuyến; trao đổi nội bộ: đơn vị đã viết; danh mục kiểm tra: người xét',
      'With the branch: the nominating unit and reviewers of its line; internal ones: the unit that wrote them; checks: reviewers',
    ),
  },
  {
    columns: ['presence.*'],
    what: say('Ai đang xem hồ sơ nào', 'Who is looking at which dossier'),
    purpose: say('Hai người không làm cùng một việc mà không biết nhau', 'So that two people know of each other at one dossier'),
    basis: 'task',
    keeps: say('Đến khi rời trang, nhiều nhất 1 ngày', 'Until they leave the page, 1 day at most'),
    seenBy: say('Người xét của cùng đơn vị', 'Reviewers of the same unit'),
  },
  {
    columns: ['score_sheet.items', 'score_sheet.comment', 'vote_register.stage'],
    what: say('Phiếu chấm của từng người; ai đã bỏ phiếu (không có nội dung phiếu)', 'Sheets of each scorer; who has voted (not what)'),
    purpose: say('Tính kết quả, kiểm tra được', 'Working out a result that can be checked'),
    basis: 'record',
    keeps: WITH_CYCLE,
    seenBy: say('Người chấm; Thường trực sau khi công bố', 'The scorer; the secretariat after the publication'),
  },
  {
    columns: ['objection.*'],
    what: say('Tên, điện thoại, địa chỉ và nội dung của người có ý kiến', 'Name, telephone number, address and words of who objects'),
    purpose: say('Xác minh và trả lời ý kiến', 'Checking and answering objections'),
    basis: 'consent',
    keeps: say(
      'Liên lạc xóa 180 ngày sau công bố, trừ khi quy chế ghi khác; nội dung lưu cùng đợt',
      'Ways to reach them 180 days after the publication unless its rules say otherwise; the words with the cycle',
    ),
    seenBy: say('Thường trực', 'The secretariat'),
  },
  {
    columns: ['delivery.*', 'reaction.error'],
    what: say('Thư đã gửi: người nhận, địa chỉ, nội dung', 'Letters sent: to whom, where, what they say'),
    purpose: say('Gửi, biết thư có đến không', 'Sending them, and knowing whether they arrived'),
    basis: 'task',
    keeps: say('365 ngày sau khi gửi, trừ khi quy chế ghi khác', '365 days after sending unless the rules say otherwise'),
    seenBy: say(
      'Người nhận; Thường trực và Quản trị khi thư không đến',
      'The addressee; the secretariat and administrators when one does not arrive',
    ),
  },
  {
    columns: ['journal.*', 'journal_text.*'],
    what: say(
      'Nhật ký: ai (mã số, không có tên) làm gì lúc nào; lời người viết được giữ riêng, nhật ký chỉ có mã băm',
      'The journal: who (a number, not a name) did what and when; what people wrote is kept apart, the journal has its hash',
    ),
    purpose: say('Ai cũng kiểm tra được giải thưởng làm đúng quy chế', 'Anybody can check that the award went by its rules'),
    basis: 'record',
    keeps: say(
      'Vĩnh viễn; lời người viết xóa theo yêu cầu, chuỗi vẫn kiểm tra được',
      'For good; what people wrote goes on request, and the chain still verifies',
    ),
    seenBy: say(
      'Việc của đợt: mọi người; phần còn lại: Thường trực, Quản trị, người theo dõi',
      'What happened to a cycle: everybody; the rest: the secretariat, administrators, observers',
    ),
  },
  {
    columns: ['decision.reason', 'decision.signer', 'decision.number', 'decision.winners', 'certificate.pdf'],
    what: say('Quyết định, người ký; giấy chứng nhận ghi đơn vị', 'Decisions and who signed them; certificates name units'),
    purpose: say('Công bố và xác minh kết quả', 'Publishing and verifying results'),
    basis: 'record',
    keeps: say('Vĩnh viễn, công khai', 'For good, in public'),
    seenBy: say('Mọi người', 'Everybody'),
  },
  {
    columns: ['upload.*'],
    what: say('Tệp danh sách đang xem trước khi nhập', 'Tables that somebody is looking through before importing them'),
    purpose: say('Nhập đơn vị và người dùng', 'Importing units and people'),
    basis: 'task',
    keeps: say('1 ngày', '1 day'),
    seenBy: say('Người tải lên', 'Who uploaded it'),
  },
  {
    columns: ['data_request.*'],
    what: say('Yêu cầu về dữ liệu cá nhân và câu trả lời', 'Requests about personal data and their answers'),
    purpose: say('Trả lời trong 2 ngày làm việc', 'Answering within 2 working days'),
    basis: 'consent',
    keeps: say('730 ngày sau khi trả lời', '730 days after the answer'),
    seenBy: say('Người đó, Quản trị', 'The person, administrators'),
  },
];
