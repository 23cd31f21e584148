export { testDatabase, type TestDatabase } from './test-database.js';
export { anAward, anAwardInReview, type Award, type AwardWanted, aSeason, type SeasonPlayed, submit } from './award.js';
export { startBrowser } from './browser.js';
export { redisProgram, startRedis, type TestRedis } from './redis.js';
export { type Gateway, gatewayTo } from './gateway.js';
export { brokenLine, type BrokenLine, FAILURES, type Failed, type Failure } from './broken-line.js';
export { fingerprint, type Fingerprint, growth } from './fingerprint.js';
export { IS_FULL_TORTURE, TORTURE_SEED } from './torture.js';
export { manyWaiting, type Waiting } from './many.js';
