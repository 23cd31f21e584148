import type { Expected, Row } from '../cells.js';

const SEEN: Row = { nominator: 'in', scorer: 'in; 404: nomination..eligibility', others: 'in; 404: nomination' };
/** As the text of the dossier: by its branch, while it is written, and after a return only where a point asks for it. */
const WRITTEN: Row = {
  nominator: '409; in: nomination; bad: returned',
  scorer: '409; 404: nomination..eligibility',
  others: '409; 404: nomination',
};
const OWN: Row = { nominator: '409; in: nomination; bad: returned', others: '404' };

/** Evidence files: seen by whoever sees the dossier, changed by whoever writes it; what is on its way is its sender's alone. */
export const FILES: Expected = {
  'POST /api/v1/nominations/:id/uploads': { own: WRITTEN },
  'PATCH /api/v1/nominations/:id/uploads/:upload': { own: OWN },
  'DELETE /api/v1/nominations/:id/uploads/:upload': { own: { nominator: 'in', others: '404' } },
  'GET /nominations/:id/files': { own: SEEN },
  'GET /nominations/:id/files/:file': { own: SEEN },
  'GET /nominations/:id/files/:file/pages/:page': { own: SEEN },
  'GET /nominations/:id/files/:file/thumbnail': { own: { others: '404' } },
  'POST /nominations/:id/files/:file/caption': { own: WRITTEN },
  'POST /nominations/:id/files/:file/move': { own: WRITTEN },
  'POST /nominations/:id/files/:file/removal': { own: WRITTEN },
  'POST /nominations/:id/parts/:part/files': { own: WRITTEN },
};
