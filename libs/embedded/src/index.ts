export { startPostgres, type StartOptions, type RunningPostgres } from './start.js';
export { findRunningPostgres } from './running.js';
export { inspectServer, type ServerFacts } from './connection.js';
export { claim, type Claim } from './claim.js';
export { isRunning, processStamp } from './process-stamp.js';
export { freePort } from './free-port.js';
