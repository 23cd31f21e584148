// Files of a dossier, one by one behind the page: photos are made smaller here, and an upload goes on where the line was cut (tus 1.0).
// Without this the form sends the same files itself.
const page = document.querySelector('[data-upload-page]');
const say = (name) => page?.dataset[`words${name}`] ?? '';

const LONGEST_SIDE = 2000;
const QUALITY = 0.85;
const PATIENCE = [1000, 2000, 4000, 8000, 15_000];
const HEADERS = { 'tus-resumable': '1.0.0' };

/** Refused for good: trying again would end the same way. */
class Refused extends Error {}
/** Refused, but the reason has not been heard: it was said into a cut line, and the server has forgotten the upload. */
class Unheard extends Refused {}
class Cancelled extends Error {}

// A photo of eight megabytes says no more to a reader than one of half a megabyte. What cannot be drawn here is sent as it is.
async function smaller(file) {
  if (!/^image\/(jpeg|heic|heif|webp)$/.test(file.type)) return file;
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!image) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  if (scale === 1 && file.type === 'image/jpeg') return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  if (!blob || (blob.size >= file.size && file.type === 'image/jpeg')) return file;
  return new File([blob], `${file.name.replace(/\.[^.]+$/, '')}.jpg`, { type: 'image/jpeg' });
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Why the server said no: final when trying again would end the same way. An offset that does not fit is not, a rule that says no is. */
function problemOf(text, status) {
  // Unless something between here and the server has answered.
  const problem = text.startsWith('{') ? JSON.parse(text) : {};
  const isFinal = status >= 400 && status < 500 && ![408, 423, 429].includes(status) && (status !== 409 || 'rule' in problem);
  const said = problem.errors?.map(({ message }) => message).join(' ') || problem.detail;
  if (!isFinal) return new Error(String(status));
  return said && status !== 404 ? new Refused(said) : new Unheard(`${say('Failed')} (${status})`);
}

async function ask(method, address, headers, signal) {
  const answer = await fetch(address, { method, headers: { ...HEADERS, ...headers }, signal });
  if (answer.ok) return answer;
  throw problemOf(await answer.text(), answer.status);
}

/** Only this way of sending tells how far it is. */
function send(address, blob, offset, upload) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', address);
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.setRequestHeader('upload-offset', offset);
    request.setRequestHeader('content-type', 'application/offset+octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => upload.show('Sending', offset + loaded));
    request.upload.addEventListener('load', () => upload.show('Checking', blob.size));
    request.addEventListener('load', () =>
      request.status < 300
        ? done(Number(request.getResponseHeader('upload-offset')))
        : failed(problemOf(request.responseText, request.status)),
    );
    request.addEventListener('error', () => failed(new Error('offline')));
    upload.signal.addEventListener('abort', () => (request.abort(), failed(new Cancelled())), { once: true });
    request.send(blob.slice(offset));
  });
}

// Of a file that is sent as it is the address is remembered: chosen again after the page was closed, it goes on where it stopped.
const keyOf = ({ form, file }) => `upload ${form.dataset.uploads} ${form.dataset.part} ${file.name} ${file.size} ${file.lastModified}`;
// Where there is no room, or it is forbidden, nothing is remembered and the file is sent all the same.
const inMemory = (act) => {
  try {
    return act(localStorage) ?? null;
  } catch {
    return null;
  }
};

async function offsetOf(address, blob, signal) {
  const { headers } = await ask('HEAD', address, {}, signal);
  return Number(headers.get('upload-length')) === blob.size ? Number(headers.get('upload-offset')) : null;
}

async function announce(upload, blob) {
  const { form, file, signal } = upload;
  const known = inMemory((kept) => kept.getItem(keyOf(upload)));
  if (known && blob === file) {
    const offset = await offsetOf(known, blob, signal).catch((error) => {
      if (error instanceof Refused) return null;
      throw error;
    });
    if (offset !== null) return { address: known, offset };
  }
  const metadata = `part ${base64(form.dataset.part)},filename ${base64(blob.name.normalize('NFC'))}`;
  const answer = await ask('POST', form.dataset.uploads, { 'upload-length': String(blob.size), 'upload-metadata': metadata }, signal);
  const address = answer.headers.get('location');
  if (blob === file) inMemory((kept) => kept.setItem(keyOf(upload), address));
  return { address, offset: 0 };
}

const online = (milliseconds) =>
  new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', () => (clearTimeout(timer), done()), { once: true });
  });

/**
 * Tries until it is there, refused or cancelled; longer and longer apart as long as nothing gets through. What the server does not know any
 * more is sent once anew: what it has kept already ends well, what it has refused hears why.
 */
async function deliver(upload, blob) {
  let address = null;
  let offset = 0;
  let isAnew = false;
  for (let tries = 0; ; tries += 1) {
    try {
      if (address === null) ({ address, offset } = await announce(upload, blob));
      else offset = await offsetOf(address, blob, upload.signal);
      upload.address = address;
      while (offset < blob.size) [offset, tries] = [await send(address, blob, offset, upload), 0];
      return;
    } catch (error) {
      const isOver = error instanceof Cancelled || upload.signal.aborted;
      if (isOver || (error instanceof Refused && !(error instanceof Unheard && address && !isAnew))) throw error;
      if (error instanceof Unheard) {
        [address, isAnew] = [null, true];
        continue;
      }
      upload.show('Paused', offset);
      await online(PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
      if (upload.signal.aborted) throw new Cancelled();
    }
  }
}

/** A line of the list below the form: name, how far, and a way to stop it. */
function lineFor(form, file) {
  const stop = new AbortController();
  const line = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = file.name;
  const cancel = document.createElement('button');
  Object.assign(cancel, { type: 'button', className: 'btn btn-ghost btn-sm', textContent: say('Cancel') });
  cancel.setAttribute('aria-label', `${say('Cancel')}: ${file.name}`);
  const progress = document.createElement('progress');
  progress.max = file.size || 1;
  progress.value = 0;
  progress.setAttribute('aria-label', file.name);
  const state = document.createElement('p');
  state.className = 'state';
  state.textContent = say('Waiting');
  line.append(name, cancel, progress, state);
  form.querySelector('.sending').append(line);
  const upload = { form, file, signal: stop.signal, address: null };
  upload.show = (word, bytes) => {
    if (bytes !== undefined) progress.value = bytes;
    if (state.textContent !== say(word)) state.textContent = say(word);
  };
  upload.size = (bytes) => (progress.max = bytes || 1);
  upload.end = (text) => {
    progress.remove();
    cancel.remove();
    state.textContent = text ?? say('Done');
    if (text) Object.assign(state, { className: 'error' });
    if (text) state.setAttribute('role', 'alert');
  };
  upload.leave = () => line.remove();
  cancel.addEventListener('click', () => stop.abort());
  return upload;
}

async function run(upload) {
  try {
    // A photo that lies in a cloud and not on the phone.
    if (upload.file.size === 0) throw new Refused(say('Empty'));
    upload.show('Shrinking');
    // What cannot be made smaller, perhaps for want of memory, is sent as it is.
    const blob = await smaller(upload.file).catch(() => upload.file);
    if (upload.signal.aborted) throw new Cancelled();
    upload.size(blob.size);
    await deliver(upload, blob);
    upload.end();
  } catch (error) {
    const why = error instanceof Refused ? error.message : say('Failed');
    if (upload.address && !(error instanceof Refused))
      void fetch(upload.address, { method: 'DELETE', headers: HEADERS }).catch(() => undefined);
    if (error instanceof Cancelled || upload.signal.aborted) upload.leave();
    else upload.end(`${upload.file.name}: ${why.replace(`${upload.file.name}: `, '')}`);
  } finally {
    inMemory((kept) => kept.removeItem(keyOf(upload)));
  }
}

// The place is drawn anew from the server when its files are through; what was refused stays to be read.
async function drawAnew(form) {
  const place = form.closest('[data-place]');
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(place.id);
  if (!answer.ok || !fresh) return location.reload();
  // What was typed and not saved stays, too.
  for (const typed of place.querySelectorAll('input[name=caption]')) {
    const same = fresh.querySelector(`#${typed.id}`);
    if (same && typed.value !== typed.defaultValue) same.value = typed.value;
  }
  const refused = [...place.querySelectorAll('.sending .error')].map((error) => error.closest('li'));
  place.replaceWith(fresh);
  (fresh.querySelector('.sending') ?? fresh.querySelector('.card-b')).append(...refused);
}

const queue = [];
let isSending = false;
// One after the other: they arrive in the order in which they were chosen, and a thin line is not shared.
async function sendAll() {
  if (isSending) return;
  isSending = true;
  for (let upload = queue.shift(); upload; upload = queue.shift()) {
    await run(upload);
    upload.form.waiting -= 1;
    if (upload.form.waiting === 0) void drawAnew(upload.form);
  }
  isSending = false;
}

function take(form, files) {
  const chosen = [...files];
  const room = Number(form.dataset.room) - (form.waiting ?? 0);
  form.waiting = (form.waiting ?? 0) + Math.min(room, chosen.length);
  for (const file of chosen.slice(0, room)) queue.push(lineFor(form, file));
  if (chosen.length > room) lineFor(form, chosen[room]).end(say('TooMany'));
  void sendAll();
}

// Before anybody else hears of it: the form itself is not sent.
const takeOver = (event) => {
  const form = event.target.closest('form[data-uploads]');
  const input = form?.querySelector('input[name=files]');
  if (!input?.files.length) return;
  event.preventDefault();
  take(form, input.files);
  input.value = '';
};
document.addEventListener('submit', takeOver, { capture: true });

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-uploads]');
  if (!form || !event.target.closest('[data-camera]') || event.target.files.length === 0) return;
  take(form, event.target.files);
  event.target.value = '';
});

// Something is still on its way: the browser asks before it leaves.
addEventListener('beforeunload', (event) => {
  if (isSending) event.preventDefault();
});
