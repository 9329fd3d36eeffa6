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
  // On a narrow screen the failing step may be beside what is seen.
  for (const box of document.querySelectorAll('.step.wrong rect')) {
    const scroll = box.closest('.scroll');
    scroll.scrollLeft = scroll.scrollWidth > scroll.clientWidth ? box.x.baseVal.value - 8 : 0;
  }
  addEventListener('hashchange', open);
  open();
})();
