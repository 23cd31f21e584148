/** Why a file is not accepted. */
export type Refusable = keyof typeof SENTENCES;

/** A file that is not accepted. Says why and what to do, in both languages. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly sentence: { vi: string; en: string };

  constructor(
    readonly because: Refusable,
    values: { formats?: readonly string[]; megabytes?: number } = {},
    options: ErrorOptions = {},
  ) {
    super(`Refused: ${because}`, options);
    const filled = (text: string) =>
      text
        .replaceAll('{formats}', (values.formats ?? []).join(', ').toUpperCase())
        .replaceAll('{megabytes}', String(Math.round((values.megabytes ?? 0) * 10) / 10));
    const { vi, en } = SENTENCES[because];
    this.sentence = { vi: filled(vi), en: filled(en) };
  }
}

const SENTENCES = {
  empty: { vi: 'Tệp rỗng. Hãy chọn lại tệp.', en: 'The file is empty. Please choose it again.' },
  tooLong: {
    vi: 'Tệp lớn hơn {megabytes} MB. Hãy giảm dung lượng (với bản quét: chọn độ phân giải thấp hơn) rồi tải lại.',
    en: 'The file is larger than {megabytes} MB. Make it smaller (for a scan: choose a lower resolution) and upload it again.',
  },
  format: {
    vi: 'Mục này chỉ nhận tệp {formats}. Hãy lưu tệp sang một định dạng đó rồi tải lại.',
    en: 'Only {formats} files are accepted here. Save the file in one of these formats and upload it again.',
  },
  heic: {
    vi: 'Ảnh HEIC của iPhone chưa nhận được. Trên iPhone chọn Cài đặt › Camera › Định dạng › Tương thích nhất, hoặc gửi ảnh dạng JPEG.',
    en: 'HEIC photos of an iPhone cannot be read. On the iPhone choose Settings › Camera › Formats › Most Compatible, or send the photo as JPEG.',
  },
  mismatch: {
    vi: 'Nội dung tệp không đúng với phần đuôi của tên tệp. Hãy mở tệp bằng ứng dụng của nó, lưu lại đúng định dạng rồi tải lại.',
    en: 'The content of the file is not what the end of its name says. Open it in its application, save it in the right format and upload it again.',
  },
  damaged: {
    vi: 'Tệp bị hỏng nên không đọc được. Hãy mở thử trên máy, lưu lại rồi tải lại.',
    en: 'The file is damaged and cannot be read. Try to open it on your device, save it again and upload it again.',
  },
  pixels: {
    vi: 'Ảnh có hơn 40 triệu điểm ảnh. Hãy thu nhỏ ảnh rồi tải lại.',
    en: 'The image has more than 40 million pixels. Make it smaller and upload it again.',
  },
  encrypted: {
    vi: 'Tệp có mật khẩu. Hãy lưu một bản không có mật khẩu rồi tải lại.',
    en: 'The file has a password. Save a copy without one and upload it again.',
  },
  active: {
    vi: 'Tệp PDF chứa mã lệnh hoặc tệp đính kèm. Hãy in tệp ra PDF mới (Print to PDF) rồi tải bản đó lên.',
    en: 'The PDF contains program code or attached files. Print it to a new PDF and upload that one.',
  },
  pages: {
    vi: 'Tệp PDF có hơn 200 trang. Hãy chỉ giữ những trang cần thiết rồi tải lại.',
    en: 'The PDF has more than 200 pages. Keep only the pages that are needed and upload it again.',
  },
  macros: {
    vi: 'Tệp Word chứa macro hoặc đối tượng nhúng. Hãy lưu lại thành .docx không có macro hoặc thành PDF rồi tải lại.',
    en: 'The Word file contains macros or embedded objects. Save it as .docx without them, or as PDF, and upload it again.',
  },
  heavy: {
    vi: 'Tệp quá nặng khi mở ra nên không kiểm tra được. Hãy lưu lại bản đơn giản hơn, hoặc in ra PDF mới, rồi tải lại.',
    en: 'The file becomes too large when it is opened, so it cannot be checked. Save a simpler copy, or print it to a new PDF, and upload it again.',
  },
  full: {
    vi: 'Máy chủ đã hết chỗ lưu tệp nên chưa nhận tệp. Hãy báo Thường trực Giải thưởng rồi gửi lại sau.',
    en: 'The server has no room left for files, so it was not accepted. Tell the secretariat and send it again later.',
  },
  elsewhere: {
    vi: 'Thư mục tệp của máy chủ thuộc về một cơ sở dữ liệu khác nên chưa nhận tệp. Hãy báo quản trị viên xem lại FILES_DIR.',
    en: 'The folder for files on the server belongs to another database, so none is accepted. Tell the administrator to look at FILES_DIR.',
  },
  infected: {
    vi: 'Phần mềm diệt vi-rút nhận ra mã độc trong tệp. Hãy quét máy của bạn rồi gửi một bản sạch.',
    en: 'The virus scanner knows this file as malicious. Scan your device and send a clean copy.',
  },
  unscanned: {
    vi: 'Hiện chưa quét được vi-rút nên chưa nhận tệp. Hãy thử lại sau ít phút; nếu vẫn vậy, báo Thường trực Giải thưởng.',
    en: 'Files cannot be scanned for viruses right now, so none is accepted. Try again in a few minutes; if it stays so, tell the secretariat.',
  },
  busy: {
    vi: 'Hiện có quá nhiều tệp đang chờ. Hãy thử lại sau ít phút.',
    en: 'Too many files are waiting right now. Please try again in a few minutes.',
  },
} as const;
