'use strict';
// Filters, kept in the address so that a view can be passed on; and arrow keys from cell to cell.
(() => {
  const form = document.getElementById('filters');
  const table = document.getElementById('matrix');
  const shown = document.getElementById('shown');
  const rows = [...table.querySelectorAll('tbody tr:not(.chapter)')].map(row => ({
    row,
    verdicts: row.dataset.verdicts.split(' '),
    level: row.dataset.level,
    profile: row.dataset.profile,
    text: row.cells[0].textContent.toLowerCase(),
  }));

  function apply() {
    const chosen = new FormData(form);
    const verdicts = chosen.getAll('verdict');
    const text = chosen.get('text').trim().toLowerCase();
    let count = 0;
    for (const each of rows) {
      const visible = (verdicts.length === 0 || verdicts.some(verdict => each.verdicts.includes(verdict)))
        && (!chosen.get('level') || each.level === chosen.get('level'))
        && (!chosen.get('profile') || each.profile === chosen.get('profile'))
        && (!chosen.get('differ') || each.verdicts.length > 1)
        && each.text.includes(text);
      each.row.hidden = !visible;
      count += visible;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector('tr:not(.chapter):not([hidden])');
    shown.textContent = `${count} of ${rows.length} clauses`;
    const query = new URLSearchParams([...chosen].filter(([, value]) => value)).toString();
    history.replaceState(null, '', query ? `#${query}` : location.pathname);
    enter(visibleCells()[0]);
  }

  function restore() {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === 'checkbox') field.checked ||= field.value === value;
        else field.value = value;
      }
    }
  }

  const visibleCells = () => [...table.querySelectorAll('tr:not([hidden]) a.cell')];
  let entry = null;

  // One cell is in the order of the Tab key; the others are reached from it.
  function enter(cell) {
    if (entry) entry.tabIndex = -1;
    entry = cell ?? null;
    if (entry) entry.tabIndex = 0;
  }

  function move(event) {
    const cell = event.target.closest('a.cell');
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!cell || !step) return;
    event.preventDefault();
    const column = cell.parentElement.cellIndex;
    const lines = [...table.querySelectorAll('tbody:not([hidden]) tr:not(.chapter):not([hidden])')];
    const line = lines[lines.indexOf(cell.closest('tr')) + step[0]];
    const next = line?.cells[column + step[1]]?.querySelector('a.cell');
    if (next) {
      enter(next);
      next.focus();
    }
  }

  for (const cell of table.querySelectorAll('a.cell')) cell.tabIndex = -1;
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('change', apply);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  table.addEventListener('keydown', move);
  table.addEventListener('focusin', event => { if (event.target.matches('a.cell')) enter(event.target); });
  restore();
  apply();
})();
