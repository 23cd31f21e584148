// Who else looks at this dossier, and that it has changed: told by the server while the page is open. Without it the page works the same.
const box = document.querySelector('[data-presence]');

function follow() {
  const events = new EventSource(box.dataset.presence);
  const line = document.createElement('span');
  const changed = document.createElement('span');
  let first;
  events.addEventListener('sight', ({ data }) => {
    const { text, state } = JSON.parse(data);
    first ??= state;
    line.textContent = text;
    if (state !== first && !changed.hasChildNodes()) {
      const link = document.createElement('a');
      link.href = location.href;
      link.textContent = box.dataset.reload;
      changed.append(`${box.dataset.changed} `, link);
    }
    box.replaceChildren(...[line, changed].filter((part) => part.textContent));
  });
  addEventListener('pagehide', () => events.close());
}

if (box && 'EventSource' in window) follow();
