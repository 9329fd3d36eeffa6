'use strict';
// Draws a table of counts as bars, in the frame that the table names.
(() => {
  const table = document.querySelector('table[data-chart]');
  const heads = [...table.tHead.rows[0].querySelectorAll('th[data-style]')];
  const rows = [...table.tBodies[0].rows];
  const frame = document.getElementById(table.dataset.chart);
  let chart = null;

  function draw() {
    const style = getComputedStyle(document.documentElement);
    const probe = document.createElement('i');
    document.body.append(probe);
    const colour = name => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const datasets = heads.map((head, index) => ({
      label: head.dataset.label ?? head.textContent.slice(1),
      data: rows.map(row => Number(row.cells[index + 1].textContent)),
      backgroundColor: colour(`chart-${head.dataset.style}`),
    })).filter(dataset => dataset.data.some(count => count > 0));
    chart?.destroy();
    frame.hidden = false;
    chart = new Chart(frame.querySelector('canvas'), {
      type: 'bar',
      data: { labels: rows.map(row => row.cells[0].textContent), datasets },
      options: {
        indexAxis: 'y',
        animation: false,
        maintainAspectRatio: false,
        color: colour('text'),
        font: { family: style.fontFamily },
        scales: {
          x: { stacked: true, ticks: { color: colour('muted'), precision: 0 }, grid: { color: colour('line') } },
          y: { stacked: true, ticks: { color: colour('text'), autoSkip: false }, grid: { display: false } },
        },
        plugins: { legend: { position: 'bottom', labels: { color: colour('text'), boxWidth: 14 } } },
      },
    });
    probe.remove();
  }

  addEventListener('themechange', draw);
})();
