'use strict';
// The reader's choice of light or dark; without one the system's counts. Storage may be forbidden for files.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem('ipc-tck-theme'); } catch { return null; } };
  const store = theme => { try { localStorage.setItem('ipc-tck-theme', theme); } catch { /* for this page only */ } };
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const choice = stored();
  if (choice === 'dark' || choice === 'light') root.dataset.theme = choice;
  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const show = () => { button.textContent = dark() ? '☀ Light' : '☾ Dark'; dispatchEvent(new Event('themechange')); };
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      store(root.dataset.theme);
      show();
    });
    system.addEventListener('change', show);
    show();
  });
})();
