import type { RuleName } from './rules.js';
import type { Text } from './text.js';

/** The answer "no, not now": an event the rules do not allow. Carries which rule said no. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly subject: 'nomination' | 'cycle',
    readonly status: string,
    readonly event: string,
    readonly because: RuleName | 'wrongStatus',
    /** The stage in which the rule was asked. */
    readonly stage: string | null = null,
  ) {
    super(`${subject} ${status} refuses ${event}: ${because}`);
  }

  /** When it will be allowed or was, where that is known: set by whoever knows the schedule. */
  when: Text | null = null;
  /** The code of the one of several that was refused. */
  about: string | null = null;

  /** What exactly is missing or wrong, a sentence each: set by whoever has looked. */
  details: readonly Text[] = [];

  /** What to tell the person, in both languages. */
  get sentence(): Text {
    const said = refusals[this.because];
    const whole = (language: keyof Text) =>
      [this.about && `${this.about}:`, said[language], this.when?.[language]].filter(Boolean).join(' ');
    return { vi: whole('vi'), en: whole('en') };
  }
}

const refusals: Record<RuleName | 'wrongStatus', Text> = {
  wrongStatus: {
    vi: 'Trạng thái đã thay đổi từ khi bạn mở trang này; hãy tải lại để xem việc có thể làm.',
    en: 'It has moved on since you opened this page; reload to see what can be done.',
  },
  nominatorOfUnit: { vi: 'Chỉ người đề cử của đơn vị này mới làm được việc đó.', en: 'Only the nominator of this unit may do that.' },
  writerOfUnit: {
    vi: 'Chỉ người đề cử của đơn vị này, hoặc người lập hồ sơ thay khi đơn vị chưa xác nhận, mới làm được việc đó.',
    en: 'Only the nominator of this unit may do that, or whoever files in its place until the unit has confirmed.',
  },
  filerOfUnit: {
    vi: 'Chỉ người đề cử của đơn vị này, hoặc người lập hồ sơ thay, mới làm được việc đó.',
    en: 'Only the nominator of this unit may do that, or whoever files in its place.',
  },
  awaitsBranch: {
    vi: 'Hồ sơ này do đơn vị tự lập, hoặc đơn vị đã xác nhận.',
    en: 'The unit wrote this itself, or has confirmed it already.',
  },
  confirmedByBranch: {
    vi: 'Hồ sơ lập thay cần được người đề cử của đơn vị xác nhận trước khi nộp.',
    en: 'What was written in the place of a unit needs the confirmation of its nominator before it is handed in.',
  },
  reviewerOfUnit: {
    vi: 'Chỉ người xét của đơn vị cấp trên trực tiếp trong bước này mới làm được việc đó.',
    en: 'Only a reviewer of the unit that decides in this stage may do that.',
  },
  secretariat: { vi: 'Chỉ Thường trực mới làm được việc đó.', en: 'Only the secretariat may do that.' },
  secretariatOrClock: {
    vi: 'Chỉ Thường trực mới làm được việc đó trước hạn.',
    en: 'Only the secretariat may do that before the deadline.',
  },
  chair: { vi: 'Chỉ Chủ tịch Hội đồng mới làm được việc đó.', en: 'Only the chair may do that.' },
  councilMember: {
    vi: 'Chỉ thành viên Hội đồng của đợt này mới làm được việc đó.',
    en: 'Only a member of this cycle’s council may do that.',
  },
  clock: { vi: 'Việc này hệ thống tự làm khi đến hạn.', en: 'The system does this by itself when it is due.' },
  partOfClosing: { vi: 'Việc này chỉ xảy ra khi đóng bước.', en: 'This happens only when a stage closes.' },
  partOfCancellation: { vi: 'Việc này chỉ xảy ra khi hủy đợt xét tặng.', en: 'This happens only when a cycle is cancelled.' },
  partOfCorrection: { vi: 'Việc này chỉ xảy ra khi đính chính kết quả.', en: 'This happens only when results are corrected.' },
  notSuspended: {
    vi: 'Đợt xét tặng đang tạm dừng; làm được khi đợt xét tiếp tục.',
    en: 'The cycle is suspended; it can be done when the cycle resumes.',
  },
  decidedHere: { vi: 'Quyết định này thuộc bước khác.', en: 'That decision was made in another stage.' },
  stageNotOver: {
    vi: 'Bước đã ra quyết định này đã kết thúc nên không mở lại được.',
    en: 'The stage that decided this is over; it cannot be reopened.',
  },
  openDue: { vi: 'Bước này chưa đến lúc mở.', en: 'It is not time yet for this stage to open.' },
  partOfPublication: { vi: 'Việc này chỉ xảy ra khi công bố kết quả.', en: 'This happens only when results are published.' },
  nominationsOpen: { vi: 'Đợt xét tặng hiện không nhận đề cử.', en: 'Nominations are not open now.' },
  inTime: { vi: 'Đã quá hạn của bước này.', en: 'The deadline of this stage has passed.' },
  complete: { vi: 'Hồ sơ còn thiếu mục bắt buộc.', en: 'Required parts of the dossier are still missing.' },
  eligible: {
    vi: 'Đơn vị chưa đủ điều kiện xét, hoặc còn điều kiện chưa trả lời; hãy xem mục “Điều kiện xét tặng”.',
    en: 'The unit does not meet the conditions of the award, or some are not answered; see “Conditions”.',
  },
  selfScoreReached: {
    vi: 'Tổng điểm tự chấm chưa đạt mức tối thiểu của giải thưởng.',
    en: 'The self-score is below the minimum of the award.',
  },
  reviewOpen: { vi: 'Bước xét này đã đóng hoặc chưa mở.', en: 'This review is closed or not yet open.' },
  returnsLeft: { vi: 'Hồ sơ đã được trả lại đủ số lần cho phép.', en: 'It has been returned as often as the rules allow.' },
  returnInTime: {
    vi: 'Đã quá hạn trả lại để bổ sung; hãy đề nghị hoặc không đề nghị.',
    en: 'It is too late to return it; please endorse or decline.',
  },
  reviewerOrClock: {
    vi: 'Chỉ người xét của đơn vị đang xét hồ sơ này mới làm được việc đó.',
    en: 'Only a reviewer of the unit that reviews it may do that.',
  },
  remindsBranches: {
    vi: 'Chỉ Thường trực và người xét của đơn vị cấp trên mới nhắc được chi đoàn.',
    en: 'Only the secretariat and reviewers of the unit above may remind branches.',
  },
  partyToReview: {
    vi: 'Chỉ chi đoàn đề cử và đơn vị đang xét hồ sơ này mới trao đổi được.',
    en: 'Only the nominating unit and the unit that reviews it may write here.',
  },
  dueFits: {
    vi: 'Hạn bổ sung phải từ số ngày làm việc tối thiểu của bước này và không sau hạn của bước.',
    en: 'The date to answer by must leave the working days of this stage and be no later than its close.',
  },
  checklistDone: {
    vi: 'Còn mục bắt buộc trong danh mục kiểm tra chưa được đánh dấu.',
    en: 'A required item of the checklist is not ticked yet.',
  },
  asSeen: {
    vi: 'Hồ sơ đã thay đổi từ khi bạn mở trang này; hãy xem lại trước khi quyết định.',
    en: 'The dossier has changed since you opened this page; please look again before you decide.',
  },
  pointsAnswered: { vi: 'Còn nội dung yêu cầu bổ sung chưa được trả lời.', en: 'Some of the points to correct have no answer yet.' },
  supplementInTime: {
    vi: 'Đã quá thời hạn bổ sung; hồ sơ được xét theo hiện trạng.',
    en: 'The time to supplement is over; the dossier is reviewed as it stands.',
  },
  supplementOver: { vi: 'Chưa hết thời hạn bổ sung.', en: 'The time to supplement is not over yet.' },
  quotaLeft: { vi: 'Đơn vị đã dùng hết chỉ tiêu đề nghị.', en: 'The quota of this unit is used up.' },
  rankFree: { vi: 'Thứ tự ưu tiên này đã dùng cho hồ sơ khác.', en: 'This rank is already given to another nomination.' },
  rankGiven: { vi: 'Cần ghi thứ tự ưu tiên khi đề nghị.', en: 'A rank is needed to endorse.' },
  scoringOpen: { vi: 'Bước chấm điểm không mở.', en: 'Scoring is not open.' },
  noTie: {
    vi: 'Bạn có quan hệ công tác với đơn vị này nên không chấm điểm hồ sơ; hãy từ chối chấm.',
    en: 'You have a tie to this unit and may not score it; please recuse yourself.',
  },
  notRecused: { vi: 'Bạn đã từ chối chấm hồ sơ này.', en: 'You have recused yourself from this nomination.' },
  sheetOpen: { vi: 'Phiếu chấm này đã nộp.', en: 'This score sheet has been submitted.' },
  noticeOpen: { vi: 'Thời gian lấy ý kiến đã hết hoặc chưa bắt đầu.', en: 'The time for objections is over or has not begun.' },
  launchable: {
    vi: 'Đợt xét tặng chưa đủ điều kiện mở: cần thời hạn trong tương lai và đủ thành viên Hội đồng.',
    en: 'The cycle cannot start yet: it needs deadlines in the future and a full council.',
  },
  due: { vi: 'Bước này chưa đến hạn đóng.', en: 'This stage is not due yet.' },
  decidedOrDue: {
    vi: 'Còn hồ sơ chưa được quyết định và bước này chưa đến hạn.',
    en: 'Some nominations are undecided and the stage is not due yet.',
  },
  scoredOrDue: {
    vi: 'Còn phiếu chấm chưa nộp, hoặc có hồ sơ chưa đủ số phiếu tối thiểu.',
    en: 'Score sheets are missing, or a nomination has fewer than the minimum.',
  },
  noticeOver: { vi: 'Thời gian lấy ý kiến công khai chưa hết.', en: 'The time for public comment is not over yet.' },
  noObjectionOpen: { vi: 'Còn ý kiến chưa được trả lời.', en: 'An objection has no answer yet.' },
  ballotOpen: { vi: 'Bước bỏ phiếu không mở.', en: 'The ballot is not open.' },
  notVoted: { vi: 'Bạn đã bỏ phiếu.', en: 'You have voted already.' },
  quorumReached: { vi: 'Chưa đủ số thành viên tối thiểu bỏ phiếu.', en: 'The quorum is not reached.' },
  winnersFinalised: { vi: 'Chủ tịch Hội đồng chưa chốt danh sách được tặng.', en: 'The chair has not finalised the winners yet.' },
};
