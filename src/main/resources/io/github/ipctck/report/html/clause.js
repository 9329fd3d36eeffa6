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
    const left = box.x.baseVal.value - 8;
    const right = left + box.width.baseVal.value + 16;
    // No further than it has to: the times are at the left.
    scroll.scrollLeft = Math.max(0, Math.min(left, right - scroll.clientWidth));
  }
  addEventListener('hashchange', open);
  open();
})();
