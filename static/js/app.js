// What the pages gain from script; each of them works without. No library: the whole need is one fetched fragment,
// two guards and a few keys.
(() => {
  'use strict';
  const doc = document, $ = (s, r = doc) => r.querySelector(s), $$ = (s, r = doc) => [...r.querySelectorAll(s)];
  const make = (tag, text, attrs = {}) => {
    const e = doc.createElement(tag);
    if (text) e.textContent = text;
    for (const k in attrs) e.setAttribute(k, attrs[k]);
    return e;
  };
  doc.documentElement.classList.add('js');

  // Announce: the text changes in a live region that was there from the start.
  const say = (text) => {
    const p = $('#besked');
    if (!p || !text) return;
    p.textContent = '';
    setTimeout(() => { p.textContent = text; }, 80);
  };

  // Focus goes to the errors, or to what changed.
  const settle = (root) => {
    const e = $('.error-summary', root) || $('[data-focus]', root) || (root.matches?.('[data-focus]') ? root : null);
    if (e) e.focus();
    return !!e;
  };

  // Menu on a narrow screen.
  const side = $('#meny');
  const toggle = $('[data-toggle="meny"]');
  const menu = (open) => {
    side.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', open);
    toggle.textContent = open ? 'Stäng' : 'Meny';
  };
  if (side && toggle) {
    toggle.setAttribute('role', 'button');
    menu(location.hash === '#meny');
    toggle.addEventListener('click', (e) => { e.preventDefault(); menu(!side.classList.contains('open')); });
    toggle.addEventListener('keydown', (e) => { if (e.key === ' ') { e.preventDefault(); toggle.click(); } });
    $('[data-open="meny"]')?.addEventListener('click', (e) => { e.preventDefault(); menu(true); $('#sok').focus(); });
    doc.addEventListener('keydown', (e) => {
      if (e.key === 'Escape' && side.classList.contains('open')) { menu(false); toggle.focus(); }
    });
  }

  // Unsaved changes.
  let leaving = false;
  const dirty = () => !leaving && $$('form[data-guard]').some((f) => f.hasAttribute('data-dirty'));
  for (const type of ['input', 'change']) {
    doc.addEventListener(type, (e) => { e.target.form?.matches('[data-guard]') && e.target.form.setAttribute('data-dirty', ''); });
  }
  addEventListener('beforeunload', (e) => { if (dirty() && navigator.userActivation?.hasBeenActive !== false) e.preventDefault(); });

  // One post is one post: the second press is let go until the answer is there, or ten seconds have passed.
  const release = (form) => {
    form.removeAttribute('data-busy');
    $$('[aria-disabled]', form).forEach((b) => b.removeAttribute('aria-disabled'));
  };
  doc.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.hasAttribute('data-busy')) { e.preventDefault(); return; }
    // What is kept on this device is the reader's own: it goes with the reader.
    if (form.action.endsWith('/logga-ut')) {
      try { Object.keys(localStorage).forEach((k) => k.startsWith('narvaro:') && localStorage.removeItem(k)); } catch { /* nothing is kept */ }
    }
    if (form.method === 'post') {
      form.setAttribute('data-busy', '');
      // The button must stay enabled until its name and value are sent.
      e.submitter?.setAttribute('aria-disabled', 'true');
      setTimeout(release, 10000, form);
    }
    if (form.dataset.live && !e.submitter?.hasAttribute('formaction')) {
      e.preventDefault();
      live(form.dataset.live, form, e.submitter);
    } else {
      leaving = true;
      setTimeout(() => { leaving = false; }, 10000);
    }
  });
  addEventListener('pageshow', () => { leaving = false; $$('form[data-busy]').forEach(release); });

  // data-live: fetch, replace the element with that id, announce. Anything unexpected becomes the ordinary way.
  let latest = 0;
  async function live(id, from, submitter) {
    const turn = ++latest;
    const isForm = from.tagName === 'FORM';
    let ordinary = false;
    const plain = () => {
      leaving = ordinary = true;
      if (!isForm) { location.assign(from.href); return; }
      from.removeAttribute('data-live');
      from.removeAttribute('data-busy');
      from.requestSubmit ? from.requestSubmit(submitter) : from.submit();
    };
    try {
      let url = isForm ? from.action : from.href;
      const init = { headers: { 'X-Fragment': id }, credentials: 'same-origin' };
      if (isForm) {
        const data = new FormData(from, submitter);
        if (from.method === 'post') {
          init.method = 'POST';
          init.body = from.enctype === 'multipart/form-data' ? data : new URLSearchParams(data);
        } else {
          url = url.split('?')[0] + '?' + new URLSearchParams([...data].filter(([, v]) => v !== ''));
        }
      }
      const res = await fetch(url, init);
      if (turn !== latest && !init.body) return;
      const type = res.headers.get('Content-Type') || '';
      if (!type.includes('text/html') || !(res.ok || res.status === 422)) { plain(); return; }
      const page = new DOMParser().parseFromString(await res.text(), 'text/html');
      const now = doc.getElementById(id), next = page.getElementById(id);
      if (!now || !next) { plain(); return; }
      const active = doc.activeElement, inside = now.contains(active) || from.contains(active), at = active.id;
      now.replaceWith(doc.adoptNode(next));
      const was = $('#besked-ruta'), is = $('#besked-ruta', page);
      if (was && is) was.replaceChildren(...is.childNodes);
      if (!init.body) history.replaceState(history.state, '', res.url);
      if (!settle(next) && inside && !doc.contains(active)) {
        const back = (at && doc.getElementById(at)) || next;
        if (back === next) back.tabIndex = -1;
        back.focus({ preventScroll: true });
      }
      // New flashes stand in a live region and speak for themselves.
      if (!was?.textContent.trim()) say($('[role="status"]', next)?.textContent.trim() || 'Sidan är uppdaterad.');
    } catch { plain(); } finally { if (isForm && !ordinary) release(from); }
  }
  doc.addEventListener('click', (e) => {
    const a = e.target.closest?.('a[data-live]');
    if (!a || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    live(a.dataset.live, a);
  });
  // A filter follows its lists and ticks at once.
  doc.addEventListener('change', (e) => {
    const f = e.target.form;
    if (f?.matches('form.filter[data-live]') && e.target.matches('select, [type=checkbox], [type=radio]')) f.requestSubmit();
  });

  // Keys. They can be switched off, and are silent while something is typed.
  const off = () => { try { return localStorage.getItem('utan-kortkommandon') === '1'; } catch { return false; } };
  const keyed = () => $$('[data-shortcut]');
  const help = () => {
    let d = $('#kortkommandon');
    if (!d) {
      d = make('dialog', '', { id: 'kortkommandon', class: 'keys', 'aria-labelledby': 'kort-rubrik' });
      const list = make('dl');
      const row = (text, ...keys) => {
        const div = make('div'), dd = make('dd');
        keys.forEach((k, i) => { if (i) dd.append(' '); dd.append(make('kbd', k)); });
        div.append(make('dt', text), dd);
        list.append(div);
      };
      if ($('[data-search]')) row('Sök', '/');
      keyed().forEach((a) => row(a.firstChild.textContent.trim(), 'g', a.dataset.shortcut));
      row('Visa den här listan', '?');
      const box = make('input', '', { type: 'checkbox' }), label = make('label');
      box.checked = off();
      box.addEventListener('change', () => { try { localStorage.setItem('utan-kortkommandon', box.checked ? '1' : '0'); } catch { /* kept for this page only */ } });
      label.append(box, 'Stäng av kortkommandon');
      const form = make('form', '', { method: 'dialog' });
      form.append(make('button', 'Stäng', { class: 'btn' }));
      d.append(make('h2', 'Kortkommandon', { id: 'kort-rubrik' }), list, label, form);
      doc.body.append(d);
    }
    if (!d.open) d.showModal();
  };
  const button = $('[data-keys]');
  if (button && matchMedia('(pointer: fine)').matches) {
    button.hidden = false;
    button.addEventListener('click', help);
  }
  let g = 0;
  doc.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || off() || $('dialog[open]')) return;
    if (e.target.closest('input, textarea, select, [contenteditable]')) return;
    if (e.key === '/') {
      const s = $('[data-search]');
      if (s) { e.preventDefault(); if (side && toggle && !s.offsetParent) menu(true); s.focus(); s.select(); }
    } else if (e.key === '?') {
      help();
    } else if (e.key === 'g') {
      g = Date.now();
    } else if (Date.now() - g < 1500) {
      g = 0;
      const a = keyed().find((x) => x.dataset.shortcut === e.key.toLowerCase());
      if (a) { e.preventDefault(); a.click(); }
    }
  });

  // What stands on the page when it opens.
  const was = $('#besked-ruta')?.cloneNode(true);
  was?.querySelectorAll('[aria-hidden]').forEach((x) => x.remove());
  if (!settle(doc) && was?.textContent.trim()) say(was.textContent.trim().replace(/\s+/g, ' '));
})();
