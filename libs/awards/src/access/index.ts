export { COOKIE_SECONDS, isOffice, OFFICE_ROLES } from './limits.js';
export { hashOf, loginOf, networkOf, newSecret, phoneOf } from './secret.js';
export { type Opened, type Origin, SessionService, type SessionRow, type SignedIn } from './session.service.js';
