// Passkeys: the only part of signing in that needs a script. The page works without it, with a password or a link.
const { startAuthentication, startRegistration } = globalThis.SimpleWebAuthnBrowser;

async function post(path, body = {}) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

const ceremonies = {
  'sign-in': async ({ next }) => {
    const response = await startAuthentication({ optionsJSON: await post('/sign-in/passkey/options') });
    return post('/sign-in/passkey', { response, next });
  },
  registration: async ({ name }) => {
    const optionsJSON = await post('/account/passkeys/options');
    // Signed in too long ago: the answer is where to go.
    if (optionsJSON.next) return optionsJSON;
    const response = await startRegistration({ optionsJSON });
    return post('/account/passkeys', { response, name: document.getElementById(name).value.trim() || navigator.platform || 'Passkey' });
  },
};

async function perform(button) {
  const error = button.parentElement.querySelector('[data-passkey-error]');
  error.textContent = '';
  button.disabled = true;
  try {
    const { next } = await ceremonies[button.dataset.passkey](button.dataset);
    location.assign(next);
  } catch {
    // Also when somebody closes the browser's own window: there is a next try, and other ways.
    error.textContent = error.dataset.text;
    button.disabled = false;
  }
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-passkey]') : null;
  if (button) void perform(button);
});
