import type { Expected } from '../cells.js';

/** The office's own view of its cycle. */
const BOARD: Expected[string] = {
  own: { secretariat: 'in', observer: 'in', administrator: 'in', others: '403' },
  foreign: { secretariat: '404', observer: '404', administrator: 'in', others: '403' },
};

/** What a ward has forwarded. */
const PETITION: Expected[string] = {
  own: {
    secretariat: 'in; 404: nomination..cancelled',
    observer: 'in; 404: nomination..cancelled',
    administrator: 'in; 404: nomination..cancelled',
    others: '403',
  },
  foreign: { secretariat: '404', observer: '404', administrator: 'in; 404: nomination..cancelled', others: '403' },
};

/** A cycle as a whole: anybody looks, its own secretariat acts, wards and branches put forward. */
export const CYCLES: Expected = {
  'GET /api/v1/cycles': { own: { nobody: 'in', others: 'in' } },
  'GET /api/v1/cycles/:slug': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'POST /api/v1/cycles/:slug/cancel': { own: { secretariat: 'in; 409: cancelled published', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/close': { own: { secretariat: '409; in: nomination', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/endorse': {
    own: {
      nominator: '409',
      reviewer: '409; 404: nomination; in: ward-review',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: eligibility',
      others: '409; 404: nomination',
    },
  },
  'POST /api/v1/cycles/:slug/extend': {
    own: { secretariat: 'bad; 409: suspended cancelled waiting announcement..published; in: ballot', others: '409' },
    foreign: { others: '409' },
  },
  'POST /api/v1/cycles/:slug/forward': { own: { others: 'bad' }, foreign: 'own' },
  'GET /api/v1/cycles/:slug/journal': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'POST /api/v1/cycles/:slug/launch': { own: { others: '409' }, foreign: 'own' },
  'GET /api/v1/cycles/:slug/nominations': { own: { others: 'in' }, foreign: 'own' },
  'POST /api/v1/cycles/:slug/nominations': { own: { nominator: 'in', others: '404' } },
  'POST /api/v1/cycles/:slug/open': { own: { secretariat: '409; in: waiting', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/remind': {
    own: { secretariat: '409; in: ward-review returned eligibility', others: '409' },
    foreign: { others: '409' },
  },
  'POST /api/v1/cycles/:slug/resume': { own: { secretariat: '409; in: suspended', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/suspend': {
    own: { secretariat: 'in; 409: suspended cancelled waiting published', others: '409' },
    foreign: { others: '409' },
  },
  'GET /calendar': { own: { nobody: 'in', others: 'in' } },
  'GET /calendar.ics': { own: { nobody: 'in', others: 'in' } },
  'GET /cycles/:slug/board': BOARD,
  'GET /cycles/:slug/board.:format': BOARD,
  'GET /cycles/:slug/calendar.ics': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'GET /cycles/:slug/nominations.:format': { own: { others: 'in' }, foreign: 'own' },
  'GET /cycles/:slug': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'POST /cycles/:slug/cancellation': { own: { secretariat: 'in; 409: cancelled published', others: '409' }, foreign: { others: '409' } },
  'POST /cycles/:slug/close': { own: { secretariat: '409; in: nomination', others: '409' }, foreign: { others: '409' } },
  'POST /cycles/:slug/endorsements': {
    own: {
      nominator: '409',
      reviewer: '409; 404: nomination; in: ward-review',
      scorer: '409; 404: nomination..eligibility',
      secretariat: '409; 404: nomination; in: eligibility',
      others: '409; 404: nomination',
    },
  },
  'POST /cycles/:slug/extension': {
    own: { secretariat: 'bad; 409: suspended cancelled waiting announcement..published; in: ballot', others: '409' },
    foreign: { others: '409' },
  },
  'POST /cycles/:slug/filings': { own: { reviewer: 'bad; in: nomination', others: '404' } },
  'GET /cycles/:slug/journal': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'GET /cycles/:slug/journal.:format': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'GET /cycles/:slug/journal.jsonl': {
    own: { secretariat: 'in', observer: 'in', administrator: 'in', others: '403' },
    foreign: { secretariat: '404', observer: '404', administrator: 'in', others: '403' },
  },
  'GET /cycles/:slug/petitions': BOARD,
  'GET /cycles/:slug/petitions/:id/:file': PETITION,
  'POST /cycles/:slug/nominations': { own: { nominator: 'in', others: '404' } },
  'POST /cycles/:slug/open': { own: { secretariat: '409; in: waiting', others: '409' }, foreign: { others: '409' } },
  'POST /cycles/:slug/remind': {
    own: { secretariat: '409; in: ward-review returned eligibility', others: '409' },
    foreign: { others: '409' },
  },
  'POST /cycles/:slug/resumption': { own: { secretariat: '409; in: suspended', others: '409' }, foreign: { others: '409' } },
  'POST /cycles/:slug/suspension': {
    own: { secretariat: 'in; 409: suspended cancelled waiting published', others: '409' },
    foreign: { others: '409' },
  },
};
