// The page on which attendance is ticked. Each tick is saved at once; while the network is away the ticks are kept on
// this device, sent when it is back, and cleared at logout. Each has an id, so that sending twice counts once.
(() => {
  'use strict';
  const form = document.querySelector('form[data-ticks]');
  if (!form) return;
  const $ = (s) => form.querySelector(s), key = 'narvaro:' + form.dataset.key;
  const boxes = [...form.querySelectorAll('[name=unit]')], net = $('[data-net]');
  let kept = { marks: [], done: false }, busy = false, timer;
  try { kept = JSON.parse(localStorage.getItem(key)) || kept; } catch { /* kept for this page only */ }
  const waiting = () => kept.marks.length || kept.done;
  const keep = () => {
    try { waiting() ? localStorage.setItem(key, JSON.stringify(kept)) : localStorage.removeItem(key); } catch { /* as above */ }
    for (const b of boxes) b.parentNode.toggleAttribute('data-waits', kept.marks.some((m) => m.startsWith(b.value + ':')));
    $('[data-ticked]').textContent = boxes.filter((b) => b.checked).length;
  };
  const say = (text) => { if (net.textContent !== text) net.textContent = text; };
  const id = () => self.crypto?.randomUUID?.() || Date.now().toString(36) + '-' + Math.random().toString(36).slice(2);

  const send = async () => {
    if (busy || !waiting()) return;
    busy = true;
    clearTimeout(timer);
    const sent = kept.marks.slice(), done = kept.done, body = new URLSearchParams(sent.map((m) => ['mark', m]));
    body.set('key', form.dataset.key); // somebody else may have logged in since: ticks are sent as who made them, or not
    if (done) body.set('done', 'ja');
    let again = 0;
    try {
      const res = await fetch(form.dataset.ticks, { method: 'POST', body });
      if (res.status >= 500) throw res.status;
      if (res.redirected) { say('Du är utloggad. Logga in igen, så sparas bockarna.'); return; }
      if (!res.ok) { say('Bockarna sparades inte. Ladda om sidan.'); return; }
      const a = await res.json();
      kept.marks = kept.marks.filter((m) => !sent.includes(m));
      if (done) kept.done = false;
      for (const b of boxes) {
        if (!kept.marks.some((m) => m.startsWith(b.value + ':'))) b.checked = a.ticked.includes(+b.value);
      }
      keep();
      if (a.to) { location.assign(a.to); return; }
      say(a.refused ? 'Sparat, utom för den som inte är inbjuden längre.' : 'Sparat.');
      again = waiting() ? 1 : 0;
    } catch {
      const n = kept.marks.length;
      say('Väntar på nät' + (n ? ': ' + n + (n > 1 ? ' bockar' : ' bock') + ' sparas' : ': det sparas') + ' när du är uppkopplad igen.');
      again = 4000;
    } finally {
      busy = false;
      if (again) timer = setTimeout(send, again);
    }
  };

  form.addEventListener('change', (e) => {
    const b = e.target;
    if (b.name !== 'unit') return;
    kept.marks = kept.marks.filter((m) => busy || !m.startsWith(b.value + ':'));
    kept.marks.push(b.value + (b.checked ? ':1:' : ':0:') + id());
    keep();
    send();
  });
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    e.stopPropagation();
    if (e.submitter?.value) kept.done = true;
    keep();
    waiting() ? send() : say('Sparat.');
  });
  addEventListener('online', send);

  // Find one among many by its letters.
  const find = $('.tick-find'), input = $('#hitta');
  find.hidden = false;
  input.addEventListener('input', () => {
    const q = input.value.trim().toLowerCase();
    let n = 0;
    for (const b of boxes) {
      const row = b.parentNode;
      row.hidden = q !== '' && !row.textContent.toLowerCase().includes(q);
      if (!row.hidden) n++;
    }
    $('#hitta-antal').textContent = q ? n + ' av ' + boxes.length : '';
  });
  input.addEventListener('keydown', (e) => { if (e.key === 'Enter') e.preventDefault(); });

  for (const m of kept.marks) {
    const b = boxes.find((x) => m.startsWith(x.value + ':'));
    if (b) b.checked = m.split(':')[1] === '1';
  }
  keep();
  send();
})();
