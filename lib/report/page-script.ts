/** What the page does: finds objects, shows what a layer needs, and turns the light off. Plain script, for any browser. */
export const PAGE_SCRIPT = `
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = all('#all tbody tr').map((row) => [row, row.textContent.toLowerCase()]);
  const search = document.querySelector('#search');
  const found = document.querySelector('#found');
  const find = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const [row, text] of rows) {
      const isHit = words.every((word) => text.includes(word));
      row.hidden = !isHit;
      if (isHit) count += 1;
    }
    found.textContent = words.length === 0 ? rows.length + ' objects' : count + ' of ' + rows.length + ' objects';
  };
  search.addEventListener('input', find);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') document.querySelector('#objects').scrollIntoView();
    if (event.key === 'Escape') { search.value = ''; find(); }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === search) return;
    event.preventDefault();
    search.focus();
  });
  const choose = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const card = id.startsWith('layer-') ? document.getElementById(id) : null;
    for (const one of all('.chosen, .near')) one.classList.remove('chosen', 'near');
    if (!card) return;
    const name = card.dataset.card;
    card.classList.add('chosen');
    const boxes = new Map(all('g.layer').map((box) => [box.dataset.layer, box]));
    boxes.get(name)?.classList.add('chosen');
    for (const edge of all('path.edge')) {
      const { from, to } = edge.dataset;
      if (from !== name && to !== name) continue;
      edge.classList.add('near');
      boxes.get(from === name ? to : from)?.classList.add('near');
    }
    card.focus({ preventScroll: true });
  };
  addEventListener('hashchange', choose);
  choose();
  const theme = document.querySelector('#theme');
  const isDark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const label = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; };
  theme.addEventListener('click', () => { document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'; label(); });
  label();
})();
`;
