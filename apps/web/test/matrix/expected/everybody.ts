import type { Expected } from '../cells.js';

/** What is for everybody, and what comes from everybody. */
export const EVERYBODY: Expected = {
  'GET /privacy': { own: { nobody: 'in', others: 'in' } },
  'GET /': { own: { nobody: 'in', others: 'in' } },
  'GET /api/v1/certificates/:code': { own: { nobody: '404; in: published', others: '404; in: published' }, foreign: 'own' },
  'POST /api/v1/objections': {
    own: { nobody: '404; 409: waiting; in: notice', others: '404; 409: waiting; in: notice' },
    foreign: 'own',
  },
  'POST /api/v1/objections/:id/answer': { own: { secretariat: '404; in: notice..settled; 409: published', others: '403' } },
  'GET /api/v1/openapi.json': { own: { nobody: 'in', others: 'in' } },
  'GET /api/v1/results/:slug': { own: { nobody: '404; in: published', others: '404; in: published' }, foreign: 'own' },
  'GET /certificates/:code': { own: { nobody: '404; in: published', others: '404; in: published' }, foreign: 'own' },
  'GET /certificates/:code/pdf': { own: { nobody: '404; in: published', others: '404; in: published' }, foreign: 'own' },
  'GET /healthz': { own: { nobody: 'in', others: 'in' } },
  'POST /language': { own: { nobody: 'in', others: 'in' } },
  'GET /notices/:slug': { own: { nobody: 'in', others: 'in' }, foreign: 'own' },
  'POST /notices/:slug': { own: { nobody: '404; 409: waiting; in: notice', others: '404; 409: waiting; in: notice' }, foreign: 'own' },
  'POST /notices/:slug/objections/:id/answer': { own: { secretariat: '404; in: notice..settled; 409: published', others: '403' } },
  'GET /notifications': { own: { others: 'in' } },
  'POST /notifications': { own: { others: 'in' } },
  'GET /outbox': { own: { secretariat: 'in', administrator: 'in', others: '403' } },
  'GET /public/*': { own: { nobody: 'in', others: 'in' } },
  'GET /readyz': { own: { nobody: 'in', others: 'in' } },
  'GET /results/:slug': { own: { nobody: '404; in: published', others: '404; in: published' }, foreign: 'own' },
};
