// Writing a dossier: saves by itself, keeps on the device what could not be sent, and sends it when the network is back.
import { adopt, forget, keep, keptIn, remove } from './kept.js';
import { partsOf, restore, showRow } from './parts.js';

const PAUSE_MS = 1200;
const AGAIN_MS = 8000;
const PATIENCE_MS = 15_000;
const note = document.querySelector('[data-draft-note]');
const time = () => new Intl.DateTimeFormat('vi', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date());

function say(kind, more = '') {
  if (!note) return;
  const text = (note.dataset[kind] ?? '').replace('{time}', more);
  if (note.dataset.state !== kind && !['saved', 'writing'].includes(kind))
    document.dispatchEvent(new CustomEvent('toast', { detail: { text, tone: 'bad' } }));
  note.dataset.state = kind;
  note.textContent = kind === 'refused' ? more : text;
}

/** Sends parts of a section. Never throws: a network that is gone is an answer too. */
async function post(url, { revision, owner, parts }, keepalive = false) {
  const body = new URLSearchParams({ revision, owner });
  for (const fields of Object.values(parts)) for (const [name, value] of fields) body.append(name, value);
  try {
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual', keepalive, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.type === 'opaqueredirect' || answer.status === 401) return { signedOut: true };
    if (answer.status >= 500 || !answer.headers.get('content-type')?.includes('json')) return { offline: true };
    return await answer.json();
  } catch {
    return { offline: true };
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.place = { owner: form.dataset.owner, nomination: form.dataset.draft, section: form.dataset.section };
    this.synced = partsOf(form);
    this.isLate = 'late' in form.dataset;
    this.isHeld = this.isLate || 'refused' in form.dataset;
    this.legacyKept = new Set();
    // What a form that was not accepted shows again was never stored.
    if (document.querySelector('main .errors') && !this.isHeld) this.synced = {};
    else if (!this.isHeld) this.takeBack();
    this.listen();
  }

  /** What an earlier page kept and could not send. */
  takeBack() {
    const kept = adopt(this.place);
    if (!kept) return;
    restore(this.form, kept.parts);
    this.form.elements.revision.value = kept.revision;
    // The page may show it already: then only the answer was lost.
    if (Object.keys(this.changed()).length === 0) forget(this.place);
    else this.soon(0);
  }

  listen() {
    const { form } = this;
    // A syllable that is still being composed (Telex, VNI) is not yet what the person writes.
    form.addEventListener('input', (event) => {
      if (!event.isComposing) this.touched();
    });
    form.addEventListener('compositionend', () => this.touched());
    form.addEventListener('submit', (event) => this.submitted(event));
    addEventListener('online', () => this.soon(0));
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('visibilitychange', () => document.hidden && this.leave());
    // Somebody else may have signed in since.
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  changed() {
    const now = partsOf(this.form);
    return Object.fromEntries(
      Object.entries(now).filter(([name, fields]) => JSON.stringify(fields) !== JSON.stringify(this.synced[name] ?? [])),
    );
  }

  touched() {
    say('writing');
    const isKept = keep(this.place, { revision: this.form.elements.revision.value, parts: this.changed() });
    if (!isKept) say('unkept');
    this.soon(PAUSE_MS);
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  leave() {
    const parts = this.changed();
    if (this.isHeld || Object.keys(parts).length === 0) return;
    keep(this.place, { revision: this.form.elements.revision.value, parts });
    void this.send(true);
  }

  /** One save at a time; whatever changes meanwhile goes with the next. */
  send(keepalive = false) {
    this.sending = (this.sending ?? Promise.resolve()).then(() => this.sendNow(keepalive));
    return this.sending;
  }

  async sendNow(keepalive) {
    const parts = this.changed();
    if (this.isHeld || Object.keys(parts).length === 0) return;
    const revision = this.form.elements.revision.value;
    const answer = await post(this.form.dataset.saveTo, { revision, owner: this.place.owner, parts }, keepalive);
    if (answer.saved) return this.saved(answer.saved, parts);
    if (answer.offline) {
      say('offline', time());
      return this.soon(AGAIN_MS);
    }
    if (answer.signedOut) return this.askToSignIn();
    // Nothing can be sent until the person has done something about it; all of it stays here.
    this.isHeld = true;
    if (answer.conflict) this.choose();
    else say(answer.refused ? 'refused' : 'otherPerson', answer.refused);
  }

  saved({ revision, at, others, faults, legacy }, parts) {
    this.form.elements.revision.value = revision;
    const isWrong = (name) => Object.keys(faults).some((place) => place === name || place.startsWith(`${name}.`));
    for (const [name, fields] of Object.entries(parts)) if (!isWrong(name)) this.synced[name] = fields;
    this.takeOthers(others);
    this.showFaults(faults);
    this.offer(legacy);
    const left = this.changed();
    if (Object.keys(left).length > 0) keep(this.place, { revision, parts: left });
    else forget(this.place);
    say(Object.keys(faults).length > 0 ? 'wrong' : 'saved', at);
  }

  /** What others wrote meanwhile appears where this person has written nothing. */
  takeOthers(others) {
    const changed = this.changed();
    for (const [name, value] of Object.entries(others)) {
      const field = this.form.elements[name];
      if (!field && !this.form.querySelector(`[data-part="${name}"]`)) continue;
      if (value === null) say('elsewhere');
      else if (!(name in changed) && field) {
        field.value = value;
        this.synced[name] = [[name, value]];
      }
    }
  }

  showFaults(faults) {
    for (const old of this.form.querySelectorAll('[data-live-error]')) {
      document.getElementById(old.dataset.liveError)?.removeAttribute('aria-invalid');
      old.remove();
    }
    for (const [place, message] of Object.entries(faults)) {
      const field = document.getElementById(place) ?? document.getElementById(place.split('.').slice(0, 2).join('.'));
      if (!field) continue;
      const text = Object.assign(document.createElement('p'), { className: 'error', id: `${place}-live`, textContent: message });
      text.dataset.liveError = field.id;
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', text.id);
      (field.matches('fieldset') ? field.lastElementChild : field).after(text);
    }
  }

  /** Text in an old encoding is kept as it is, with the offer to convert it. */
  offer(legacy) {
    for (const old of this.form.querySelectorAll('[data-offer]')) old.remove();
    for (const { name, encoding, text } of legacy) {
      const field = document.getElementById(name);
      const model = document.getElementById('legacy-offer');
      if (!field || !model || this.legacyKept.has(field.value)) continue;
      const offer = model.content.firstElementChild.cloneNode(true);
      offer.dataset.offer = name;
      offer.querySelector('[data-encoding]').textContent = encoding;
      offer.querySelector('[data-text]').textContent = text;
      offer.querySelector('[data-convert]').addEventListener('click', () => {
        field.value = text;
        field.focus();
        field.dispatchEvent(new Event('input', { bubbles: true }));
        offer.remove();
      });
      offer.querySelector('[data-keep]').addEventListener('click', () => {
        this.legacyKept.add(field.value);
        field.focus();
        offer.remove();
      });
      field.after(offer);
    }
  }

  /** The server shows both versions side by side: it is asked for the page that does. */
  choose() {
    say('conflict');
    this.form.submit();
  }

  askToSignIn() {
    say('signedOut');
    note?.append(
      ' ',
      Object.assign(document.createElement('a'), { href: this.form.dataset.signIn, textContent: note.dataset.signIn ?? '→' }),
    );
  }

  /** The way on leads over the network only when everything is stored: without it, the page and what stands in it stay. */
  async submitted(event) {
    const { submitter } = event;
    if (event.defaultPrevented) return;
    if (showRow(submitter)) {
      event.preventDefault();
      return this.touched();
    }
    // What a rule refused, and text in an old encoding, are the server's business.
    if ((this.isHeld && !this.isLate) || this.form.querySelector('[name=legacy]')) return;
    event.preventDefault();
    clearTimeout(this.timer);
    if (this.isLate) return this.settle();
    await this.send();
    if (Object.keys(this.changed()).length === 0) location.assign(this.form.dataset.next);
    else this.form.querySelector('[aria-invalid=true]')?.focus();
  }

  /** Sends what was chosen between two versions. */
  async settle() {
    const { form, place } = this;
    const choices = [...new FormData(form)].filter(([name]) => name.startsWith('choice.'));
    const parts = { ...partsOf(form), choices };
    const answer = await post(form.dataset.saveTo, { revision: form.elements.revision.value, owner: place.owner, parts });
    if (answer.saved) {
      this.saved(answer.saved, parts);
      forget(place, { everywhere: true });
      if (Object.keys(answer.saved.faults).length === 0) location.assign(form.dataset.next);
    } else if (answer.conflict) this.choose();
    else say(answer.offline ? 'offline' : 'kept', time());
  }
}

/** What other screens of this dossier could not send goes first, then the page shows what is stored. */
async function flush(place) {
  const { owner, draft: nomination } = place.dataset;
  let isSent = false;
  for (const { key, revision, parts } of keptIn({ owner, nomination })) {
    const answer = await post(`/nominations/${nomination}/draft`, { revision, owner, parts });
    if (answer.saved && Object.keys(answer.saved.faults).length === 0) {
      remove(key);
      isSent = true;
    } else say(answer.offline ? 'offline' : 'kept', time());
  }
  if (isSent) location.reload();
}

const form = document.querySelector('form[data-section]');
const draft = form && new Draft(form);
const place = document.querySelector('[data-flush]');
if (place) {
  void flush(place);
  addEventListener('online', () => void flush(place));
}

// What is still to be sent goes before its owner does.
document.addEventListener('submit', (event) => {
  if (!draft || event.defaultPrevented || event.target.getAttribute('action') !== '/sign-out') return;
  event.preventDefault();
  void draft.send().then(() => event.target.submit());
});
