import type { Persona } from './personas.js';

/** Foreign text that may be seen, by rule. */
interface Shown {
  why: string;
  routes: RegExp;
  /** Canaries, as `canariesIn` names them. */
  text: RegExp;
  who?: readonly Persona[];
}

/** Everything here is a decision: what is not here must never be in any answer to somebody of another world. */
export const SHOWN: readonly Shown[] = [
  {
    why: 'Which awards there are, who runs them and how far they came is for everybody.',
    routes: /^GET \/(api\/v1\/cycles|calendar(\.ics)?)?$|\/cycles\/:slug(\/|$)|\/notices\/:slug|\/results\/:slug|\/certificates\/:code/,
    text: /^district (definition\.document|unit\.name)$/,
  },
  {
    why: 'What the office did with a cycle, why, and who did it stands in the public part of the journal.',
    routes: /^GET \/$|\/cycles\/:slug(\/|$)|\/api\/v1\/cycles$/,
    text: /^district (journal\.data|journal_text\.text|person\.name)$/,
  },
  {
    why: 'The list on public notice names its branches; the notice is there to be read.',
    routes: /^GET \/notices\/:slug$/,
    text: /^ward unit\.name$/,
  },
  {
    why: 'A published result names its winners, what they did and the decision; a certificate can be checked.',
    routes: /^GET \/(api\/v1\/)?(results\/:slug|certificates\/:code(\/pdf)?)$/,
    text: /^(district|ward) (unit\.name|nomination\.content|decision\.number|decision\.reason|around\.text)$/,
  },
  {
    why: 'Outside production the people of the sample can be tried with one click, and the letters looked at.',
    routes: /^GET \/(api\/v1\/personas|sign-in|sign-in\/oidc\/callback|outbox)$|^POST \/sign-in\/password$/,
    text: /^ward (membership\.title|person\.name|unit\.(code|name))$|^district around\.text$/,
  },
  {
    why: 'The tree of units, without its people, is no secret among those who run awards in it.',
    routes: /^GET \/(api\/v1\/)?units(\/:id)?$/,
    text: /^district unit\.(code|name|name_en)$/,
    who: ['secretariat', 'observer'],
  },
  {
    why: 'The administrator looks after the whole installation: units, people, ties, what the queue could not do, what wards sent on, and every journal.',
    routes: /\/(units|people|invitations|data-requests|recovery|ties|jobs|imports)(\/|$)|\/cycles\/:slug\/(journal|board|petitions)/,
    text: /^district (around\.text|definition\.document|membership\.title|nomination\.code|person\.(name|email)|petition_papers\.number|tie\.reason|unit\.(code|name|name_en)|delegation\.reason|journal\.data|journal_text\.text)$/,
    who: ['administrator'],
  },
];

/** Who lives in another world than the other ward of the same cycle. */
const OF_ONE_WARD: readonly Persona[] = ['nobody', 'nominator', 'reviewer', 'delegate', 'program'];

/** What of it this persona must not see here. */
export const given = (persona: Persona, route: string, canaries: readonly string[]): string[] =>
  canaries.filter(
    (text) =>
      !(text.startsWith('ward ') && !OF_ONE_WARD.includes(persona)) &&
      !SHOWN.some((one) => one.routes.test(route) && one.text.test(text) && (one.who?.includes(persona) ?? true)),
  );
