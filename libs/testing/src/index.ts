export { testDatabase, type TestDatabase } from './test-database.js';
export { anAward, anAwardInReview, type Award, type AwardWanted, aSeason, type SeasonPlayed, submit } from './award.js';
export { startBrowser } from './browser.js';
export { redisProgram, startRedis, type TestRedis } from './redis.js';
export { type Gateway, gatewayTo } from './gateway.js';
