// What could not be sent yet, on this device. Its key names whose it is: another person on the same device never sees or sends it.
const PREFIX = 'draft ';
const AGE_MS = 30 * 24 * 60 * 60 * 1000;
/** Every page keeps its own, so that two tabs do not write over each other. */
const TAB = Math.random().toString(36).slice(2);

const start = ({ owner, nomination, section }) => `${PREFIX}${owner} ${nomination} ${section === undefined ? '' : `${section} `}`;

/** False when the device keeps nothing. */
export function keep(place, { revision, parts }) {
  try {
    localStorage.setItem(start(place) + TAB, JSON.stringify({ at: Date.now(), revision: String(revision), parts }));
    return true;
  } catch {
    return false;
  }
}

/** Everything kept for a section, or for a whole nomination, the oldest first. What nobody came back for is dropped. */
export function keptIn(place) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(start(place)));
    const entries = keys.map((key) => ({ key, section: key.split(' ')[3], ...JSON.parse(localStorage.getItem(key)) }));
    for (const { key, at } of entries) if (Date.now() - at > AGE_MS) localStorage.removeItem(key);
    return entries.filter(({ at }) => Date.now() - at <= AGE_MS).sort((a, b) => a.at - b.at);
  } catch {
    return [];
  }
}

/** What earlier pages have left of a section becomes this page's; null when there is nothing. */
export function adopt(place) {
  const entries = keptIn(place);
  if (entries.length === 0) return null;
  const entry = {
    revision: Math.min(...entries.map(({ revision }) => Number(revision))),
    parts: Object.assign({}, ...entries.map(({ parts }) => parts)),
  };
  if (keep(place, entry)) for (const { key } of entries) if (!key.endsWith(TAB)) remove(key);
  return entry;
}

/** Of this page only, or of all pages of the section. */
export function forget(place, { everywhere = false } = {}) {
  if (!everywhere) remove(start(place) + TAB);
  else for (const { key } of keptIn(place)) remove(key);
}

export function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is blocked: there is nothing to forget.
  }
}
