// Comforts on top of pages that work without it: theme, dialogs, menus, toasts, one submit at a time.
const root = document.documentElement;

// An Enter that ends a composition (Telex, VNI) is not an Enter for the form. Safari sends 229 after the composition.
const composing = (event) => event.isComposing || event.keyCode === 229;

// Theme
const currentTheme = () => root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function toggleTheme() {
  root.dataset.theme = currentTheme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // Storage is blocked: the choice lasts until the next page.
  }
}

// Dialogs: <a href="/a-page-of-its-own" data-open="dialog-id">, closed by [data-close] or <form method="dialog">
function openDialog(event, opener) {
  const dialog = document.getElementById(opener.dataset.open);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  const opener = target.closest('[data-open]');
  // With a key held the opener's own page opens, in a new tab.
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) openDialog(event, opener);
  if (target.closest('[data-close]')) target.closest('dialog')?.close();
  if (target.closest('[data-theme-toggle]')) toggleTheme();
  if (target.closest('[data-print]')) window.print();
  if (target.closest('[data-back]')) history.back();
  const copier = target.closest('[data-copy]');
  if (copier) void copyText(copier);
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && composing(event) && event.target instanceof HTMLInputElement) event.preventDefault();
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !composing(event) && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
  if (event.key === 'Escape') {
    const menu = document.querySelector('details.menu[open]');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  }
});

// A text ready to paste elsewhere. Where the clipboard is closed to pages (plain http), the text is selected instead.
async function copyText({ dataset }) {
  const source = document.getElementById(dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    toast(dataset.done);
  } catch {
    getSelection()?.selectAllChildren(source);
  }
}

// Toasts: HX-Trigger: {"toast": "…"} (ASCII JSON) or {"toast": {"text": "…", "tone": "bad"}}
function toast(text, tone) {
  const region = document.querySelector('.toasts');
  if (!region || !text) return;
  const item = document.createElement('p');
  item.className = 'toast';
  if (tone) item.dataset.tone = tone;
  item.textContent = text;
  region.append(item);
  setTimeout(() => item.remove(), 7000);
}

document.addEventListener('toast', (event) => {
  const detail = event.detail?.value ?? event.detail;
  if (typeof detail === 'string') toast(detail);
  else if (detail) toast(detail.text, detail.tone);
});

// A live region says nothing about what it holds from the start: the toast of a redirect is put in again.
for (const item of document.querySelectorAll('.toasts .toast')) {
  item.remove();
  setTimeout(() => toast(item.textContent.trim()), 100);
}

// The connection is a phone's, in the evening: say that nothing was sent, and leave everything as it is.
document.addEventListener('htmx:error', () => toast(document.querySelector('.toasts')?.dataset.offline, 'bad'));

// One submit at a time. Forms of htmx arrive here already prevented and use hx-disable.
function hold(form) {
  for (const button of form.querySelectorAll('button:not([type=button], :disabled)')) {
    button.disabled = true;
    button.dataset.held = '';
  }
}

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll('[data-held]')) {
    button.disabled = false;
    delete button.dataset.held;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  const method = event.submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';
  if (event.defaultPrevented || method.toLowerCase() !== 'post' || form.target === '_blank') return;
  if ('sending' in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = '';
  // After the form data is collected, so that the pressed button's own value is sent.
  setTimeout(() => hold(form));
  // An answer that is a download leaves the page where it is.
  setTimeout(() => release(form), 15_000);
});

// Forms that htmx sends: marked busy from the request to its end, whatever the end is.
const formOf = ({ detail }) => detail?.ctx?.sourceElement?.closest?.('form');
document.addEventListener('htmx:before:request', (event) => {
  const form = formOf(event);
  if (!form || event.detail.ctx.request.method === 'GET') return;
  form.setAttribute('aria-busy', 'true');
  hold(form);
});
document.addEventListener('htmx:finally:request', (event) => {
  const form = formOf(event);
  form?.removeAttribute('aria-busy');
  if (form) release(form);
});

// Back from the history cache: the buttons work again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sending]')) release(form);
});

// Text length: <output data-count-of="field-id">; sum of a score sheet: <output data-sum-of="form-id">
function count(output) {
  const field = document.getElementById(output.dataset.countOf);
  if (!field) return;
  const length = [...field.value.normalize('NFC')].length;
  output.textContent = `${length}/${output.dataset.maximum}`;
  output.toggleAttribute('data-over', length > Number(output.dataset.maximum));
}

function sum(output) {
  const form = document.getElementById(output.dataset.sumOf);
  if (!form) return;
  const hundredths = [...form.querySelectorAll('[data-score]')]
    .map((field) => Math.round(Number(field.value.trim().replace(',', '.')) * 100))
    .reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
  output.textContent = new Intl.NumberFormat(root.lang || 'vi', { maximumFractionDigits: 2 }).format(hundredths / 100);
}

function refresh() {
  document.querySelectorAll('[data-count-of]').forEach(count);
  document.querySelectorAll('[data-sum-of]').forEach(sum);
}

document.addEventListener('input', refresh);
document.addEventListener('htmx:after:swap', refresh);

// `typed` is `input` without the steps of an unfinished syllable (Telex, VNI): searches listen to it.
const announceTyping = ({ target }) => target?.dispatchEvent(new CustomEvent('typed', { bubbles: true }));
document.addEventListener('input', (event) => {
  if (!event.isComposing) announceTyping(event);
});
document.addEventListener('compositionend', announceTyping);

addEventListener('pageshow', refresh);

// Files: <details class="peek"> holds what it shows in a <template>, so that nothing is fetched before somebody opens it.
const unfold = (peek) => {
  const held = peek.querySelector('template');
  held?.replaceWith(held.content);
};
document.addEventListener('toggle', ({ target }) => target.matches?.('.peek[open]') && unfold(target), { capture: true });
document.querySelectorAll('.peek[open]').forEach(unfold);

// After a refused form the summary of its errors is read first.
const focusFirst = () => document.querySelector('[data-focus]')?.focus();
focusFirst();
document.addEventListener('htmx:after:swap', focusFirst);
