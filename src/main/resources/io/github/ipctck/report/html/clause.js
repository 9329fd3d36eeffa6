'use strict';
// Who comes from a cell of the matrix wants to see that run.
(() => {
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.matches('details')) {
      target.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener('hashchange', open);
  open();
})();
