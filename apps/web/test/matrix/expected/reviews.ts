import type { Expected, Row } from '../cells.js';

/** The ward's desk in its own stage. The secretariat reviews another one: there it finds nothing here. */
const desk = (reviewer: string): { own: Row } => ({ own: { reviewer, secretariat: '404', others: '403' } });

export const REVIEWS: Expected = {
  'GET /reviews': { own: { reviewer: 'in', secretariat: 'in', others: '403' } },
  'GET /reviews/:slug/:stage': desk('in'),
  'POST /reviews/:slug/:stage/rank': desk('409; 404: nomination'),
  'GET /reviews/:slug/:stage/forward': desk('in'),
  'POST /reviews/:slug/:stage/papers': desk('bad'),
  'GET /reviews/:slug/:stage/papers/:id/:file': desk('in; 404: nomination..cancelled'),
  'POST /reviews/:slug/:stage/preview': desk('in'),
  'POST /reviews/:slug/:stage/forward': desk('bad'),
  'GET /reviews/:slug/:stage/reminders': desk('in'),
  'POST /reviews/:slug/:stage/reminders/preview': desk('in'),
  'POST /reviews/:slug/:stage/reminders': desk('409; in: nomination'),
  'GET /reviews/:slug/:stage/:id': desk('in; 404: nomination'),
  'POST /reviews/:slug/:stage/:id/return': desk('409; 404: nomination; in: ward-review'),
  'POST /reviews/:slug/:stage/:id/endorsement': desk('409; 404: nomination; in: ward-review'),
  'POST /reviews/:slug/:stage/:id/decline': desk('409; 404: nomination; in: ward-review'),
  'POST /reviews/:slug/:stage/:id/disqualification': desk('409; 404: nomination; in: ward-review returned'),
  'POST /reviews/:slug/:stage/:id/checks': desk('409; 404: nomination; in: ward-review returned suspended'),
  'POST /reviews/:slug/:stage/:id/comments': desk('409; 404: nomination; in: ward-review returned suspended'),
  'POST /reviews/:slug/:stage/:id/threads/:thread': desk('409; 404: nomination; in: ward-review returned suspended'),
  'POST /reviews/:slug/:stage/:id/threads/:thread/resolution': desk('409; 404: nomination; in: ward-review returned suspended'),
  'POST /reviews/:slug/:stage/:id/threads/:thread/reopening': desk('409; 404: nomination; in: ward-review returned suspended'),
  // Whoever may see it and does not listen for events is told so: an answer to a listener would not end.
  'GET /reviews/:slug/:stage/:id/presence': desk('406; 404: nomination'),
};
