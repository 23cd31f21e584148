import type { NominationStatus } from './nomination-vocabulary.js';
import type { Text } from './text.js';

/** Names used where the award's definition gives none of its own. */
export const STATUS_NAMES: Record<NominationStatus, Text> = {
  draft: { vi: 'Bản nháp', en: 'Draft' },
  submitted: { vi: 'Chờ xét', en: 'Awaiting review' },
  returned: { vi: 'Trả lại để bổ sung', en: 'Returned' },
  endorsed: { vi: 'Đồng ý đề nghị', en: 'Endorsed' },
  scoring: { vi: 'Đang chấm điểm', en: 'Being scored' },
  listed: { vi: 'Đang công khai lấy ý kiến', en: 'On public notice' },
  balloting: { vi: 'Trình Hội đồng bỏ phiếu', en: 'Before the council' },
  finalist: { vi: 'Chờ công bố', en: 'Awaiting announcement' },
  declined: { vi: 'Không đề nghị', en: 'Declined' },
  ineligible: { vi: 'Không đủ điều kiện xét', en: 'Not eligible' },
  withdrawn: { vi: 'Đã rút đề cử', en: 'Withdrawn' },
  lapsed: { vi: 'Hết hạn, không được xét', en: 'Lapsed' },
  eliminated: { vi: 'Không vào vòng sau', en: 'Not shortlisted' },
  awarded: { vi: 'Được tặng Giải thưởng', en: 'Awarded' },
  notAwarded: { vi: 'Không được tặng Giải thưởng', en: 'Not awarded' },
  revoked: { vi: 'Đã hủy bỏ, thu hồi Giải thưởng', en: 'Revoked' },
};
