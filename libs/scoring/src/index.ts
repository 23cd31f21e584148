export { aggregate, sheetTotal, type Aggregate, type AggregateRules, type CriterionItems, type Sheet } from './aggregate.js';
export { passMark, quorumOf, tally, type Share, type Tally, type TallyRules } from './council.js';
export { rank, type Candidate, type Ranked } from './ranking.js';
export { selectWinners, type Placed, type Selection, type WinnerRules } from './winners.js';
