// The parts of a section's form: a field, the levels of an item, or a whole table, each as the names and values it sends.
const ABOUT_THE_FORM = ['revision', 'owner', 'go', 'legacy', 'addRow', 'removeRow'];

/** `tables.projects.0.name` belongs to `tables.projects`, the number beside the levels to its item. */
function partOf(name) {
  if (name.startsWith('tables.')) return name.split('.').slice(0, 2).join('.');
  return name.startsWith('other.') ? `selfScores.${name.slice('other.'.length)}` : name;
}

export function partsOf(form) {
  const parts = {};
  for (const [name, value] of new FormData(form)) {
    if (ABOUT_THE_FORM.includes(name) || name.startsWith('choice.')) continue;
    (parts[partOf(name)] ??= []).push([name, value]);
  }
  // A number beside levels none of which is chosen says nothing.
  return Object.fromEntries(
    Object.entries(parts).filter(([part, fields]) => !part.startsWith('selfScores.') || fields.some(([name]) => name === part)),
  );
}

/** Puts kept values back into the form, with as many rows as they need. */
export function restore(form, parts) {
  for (const [part, fields] of Object.entries(parts)) {
    const table = form.querySelector(`[data-rows="${CSS.escape(part.replace('tables.', ''))}"]`);
    if (table) table.querySelector('.row-list').replaceChildren();
    for (const [name, value] of fields) {
      if (table && name !== part) while (!form.elements[name] && addRow(table, Number(name.split('.')[2])));
      const field = form.elements[name];
      if (field) field.value = value;
    }
    if (table && !table.querySelector('.row-item')) addRow(table);
  }
}

/** Appends an empty row; false when there is no room for another. */
export function addRow(table, wanted) {
  const list = table.querySelector('.row-list');
  const used = [...list.querySelectorAll('[name]')].map(({ name }) => Number(name.split('.')[2])).filter(Number.isInteger);
  const index = wanted ?? Math.max(-1, ...used) + 1;
  if (used.includes(index) || list.children.length >= Number(table.dataset.most ?? 50)) return false;
  const row = table.querySelector('template').content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll('[id],[name],[for],[value]'))
    for (const attribute of ['id', 'name', 'for', 'value']) {
      const text = element.getAttribute(attribute);
      if (text?.includes('._')) element.setAttribute(attribute, text.replace('._', `.${index}`));
    }
  list.append(row);
  number(list);
  return true;
}

const number = (list) => {
  for (const [index, row] of [...list.children].entries()) row.querySelector('[data-row-number] .num').textContent = index + 1;
};

/** The buttons of a table, without asking the server. True when it was one. */
export function showRow(button) {
  const table = button?.closest('[data-rows]');
  if (!table) return false;
  const list = table.querySelector('.row-list');
  if ('addRow' in button.dataset) {
    addRow(table);
    list.lastElementChild?.querySelector('input')?.focus();
  } else if ('removeRow' in button.dataset) {
    button.closest('.row-item').remove();
    if (!list.children.length) addRow(table);
    number(list);
    table.focus();
  }
  return true;
}
