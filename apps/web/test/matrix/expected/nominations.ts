import type { Expected } from '../cells.js';

/** Its branch and whoever reviews it talk about it while it is reviewed. */
const TALK: Expected[string] = {
  own: {
    nominator: '409; in: ward-review returned suspended eligibility',
    reviewer: '409; 404: nomination; in: ward-review returned suspended',
    scorer: '409; 404: nomination..eligibility',
    secretariat: '409; 404: nomination; in: eligibility',
    others: '409; 404: nomination',
  },
};

/** One nomination: its branch writes, its ward and the secretariat review, the council scores. Who does not see it gets 404, whoever sees it and may not, 409. */
export const NOMINATIONS: Expected = {
  'GET /api/v1/nominations/:id': { own: { nominator: 'in', scorer: 'in; 404: nomination..eligibility', others: 'in; 404: nomination' } },
  'PUT /api/v1/nominations/:id/content': {
    own: { nominator: '409; in: nomination; bad: returned', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /api/v1/nominations/:id/decline': {
    own: {
      nominator: '409',
      reviewer: '409; 404: nomination; in: ward-review',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: eligibility',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/disqualify': {
    own: {
      nominator: '409',
      reviewer: '409; in: ward-review returned; 404: nomination',
      scorer: '409; 404: nomination..eligibility',
      secretariat: 'in; 409: ward-review..cancelled published; 404: nomination',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/endorse': {
    own: {
      nominator: '409',
      reviewer: '409; 404: nomination; in: ward-review',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: eligibility',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/points/:point/answer': {
    own: { nominator: '409; 404: nomination; in: returned', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /api/v1/nominations/:id/recuse': {
    own: {
      nominator: '409',
      scorer: '404; 409: waiting..published; in: scoring',
      chair: '409; 404: nomination; in: scoring',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/reopen': {
    own: { nominator: '409', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /api/v1/nominations/:id/return': {
    own: {
      nominator: '409',
      reviewer: '409; 404: nomination; in: ward-review',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: eligibility',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/revoke': {
    own: {
      nominator: '409',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: published',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/sheet': {
    own: {
      nominator: '409',
      scorer: '404; 409: waiting..published; in: scoring',
      chair: '409; 404: nomination; in: scoring',
      others: '409; 404: nomination',
    },
  },
  'PUT /api/v1/nominations/:id/sheet': {
    own: {
      nominator: '409',
      scorer: '404; 409: waiting..published; in: scoring',
      chair: '409; 404: nomination; in: scoring',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/nominations/:id/submit': {
    own: { nominator: '409; in: nomination', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /api/v1/nominations/:id/withdraw': {
    own: {
      nominator: '409; in: ward-review returned eligibility scoring',
      scorer: '409; 404: nomination..eligibility',
      others: '409; 404: nomination',
    },
  },
  'GET /nominations/:id': { own: { nominator: 'in', scorer: 'in; 404: nomination..eligibility', others: 'in; 404: nomination' } },
  'POST /nominations/:id/confirmation': {
    own: { nominator: '409', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /nominations/:id/copy': {
    own: { nominator: '409; in: nomination returned', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /nominations/:id/disqualification': {
    own: {
      nominator: '409',
      reviewer: '409; in: ward-review returned; 404: nomination',
      scorer: '409; 404: nomination..eligibility',
      secretariat: 'in; 409: ward-review..cancelled published; 404: nomination',
      others: '409; 404: nomination',
    },
  },
  'POST /nominations/:id/draft': {
    own: { nominator: '409; in: nomination returned', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'GET /nominations/:id/edit': { own: { nominator: 'in', others: '404' } },
  'GET /nominations/:id/edit/:section': {
    own: { nominator: 'in', others: '404' },
  },
  'POST /nominations/:id/edit/:section': {
    own: { nominator: '409; in: nomination returned', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'GET /nominations/:id/receipt': {
    own: { nominator: 'in; 404: nomination', scorer: 'in; 404: nomination..eligibility', others: 'in; 404: nomination' },
  },
  'POST /nominations/:id/reopening': {
    own: { nominator: '409', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /nominations/:id/revocation': {
    own: {
      nominator: '409',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: published',
      others: '409; 404: nomination',
    },
  },
  'GET /nominations/:id/sheet': { own: { scorer: 'in; 404: nomination..eligibility', chair: 'in; 404: nomination', others: '404' } },
  'POST /nominations/:id/sheet': {
    own: {
      nominator: '409',
      scorer: '404; 409: waiting..published; in: scoring',
      chair: '409; 404: nomination; in: scoring',
      others: '409; 404: nomination',
    },
  },
  'POST /nominations/:id/sheet/recusal': {
    own: {
      nominator: '409',
      scorer: '404; 409: waiting..published; in: scoring',
      chair: '409; 404: nomination; in: scoring',
      others: '409; 404: nomination',
    },
  },
  'GET /nominations/:id/submission': {
    own: { nominator: 'in', scorer: 'in; 404: nomination..eligibility', others: 'in; 404: nomination' },
  },
  'POST /nominations/:id/submission': {
    own: { nominator: '409; in: nomination', scorer: '409; 404: nomination..eligibility', others: '409; 404: nomination' },
  },
  'POST /nominations/:id/threads/:thread': TALK,
  'POST /nominations/:id/threads/:thread/reopening': TALK,
  'POST /nominations/:id/threads/:thread/resolution': TALK,
  'POST /nominations/:id/withdrawal': {
    own: {
      nominator: '409; in: ward-review returned eligibility scoring',
      scorer: '409; 404: nomination..eligibility',
      others: '409; 404: nomination',
    },
  },
};
