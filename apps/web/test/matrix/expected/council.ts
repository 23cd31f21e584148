import type { Expected } from '../cells.js';

/** The ballot, the winners and the decision. */
export const COUNCIL: Expected = {
  'POST /api/v1/cycles/:slug/ballot': {
    own: { scorer: '409; in: ballot', chair: '409; in: ballot', others: '409' },
    foreign: { others: '409' },
  },
  'POST /api/v1/cycles/:slug/correction': { own: { chair: '409; in: published', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/correction/preview': { own: { chair: '409; in: published', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/publication': { own: { secretariat: '409; in: settled', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/reopen': { own: { chair: '409; in: settled', others: '409' }, foreign: { others: '409' } },
  'POST /api/v1/cycles/:slug/winners': { own: { chair: '409; in: announcement settled', others: '409' }, foreign: { others: '409' } },
  'GET /cycles/:slug/announcement': {
    own: {
      chair: '404; in: announcement..published',
      secretariat: '404; in: announcement..published',
      observer: '404; in: announcement..published',
      others: '403',
    },
  },
  'POST /cycles/:slug/announcement/correction': {
    own: {
      chair: '404; 409: announcement settled; in: published',
      secretariat: '404; 409: announcement..published',
      observer: '404; 409: announcement..published',
      others: '403',
    },
  },
  'POST /cycles/:slug/announcement/publication': {
    own: {
      chair: '404; 409: announcement..published',
      secretariat: '404; 409: announcement published; in: settled',
      observer: '404; 409: announcement..published',
      others: '403',
    },
  },
  'POST /cycles/:slug/announcement/reopening': {
    own: {
      chair: '404; 409: announcement published; in: settled',
      secretariat: '404; 409: announcement..published',
      observer: '404; 409: announcement..published',
      others: '403',
    },
  },
  'POST /cycles/:slug/announcement/winners': {
    own: {
      chair: '404; in: announcement settled; 409: published',
      secretariat: '404; 409: announcement..published',
      observer: '404; 409: announcement..published',
      others: '403',
    },
  },
  'GET /cycles/:slug/ballot': { own: { nominator: '404', reviewer: '404', others: 'in' }, foreign: { administrator: 'in', others: '404' } },
  'POST /cycles/:slug/ballot': { own: { scorer: '409; in: ballot', chair: '409; in: ballot', others: '409' }, foreign: { others: '409' } },
};
