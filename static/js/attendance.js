// Attendance: each tick is saved at once. While the network is away they are kept on this device, sent when it is back
// and cleared at logout. Each has an id: sending twice counts once. What is refused for ever can be thrown away.
(() => {
  'use strict';
  const form = document.querySelector('[data-ticks]');
  if (!form) return;
  const $ = (s) => form.querySelector(s), key = 'narvaro:' + form.dataset.key;
  const boxes = [...form.querySelectorAll('[name=unit]')], net = $('[data-net]'), drop = $('[data-drop]');
  let kept = { marks: [] }, busy, timer;
  try { kept = JSON.parse(localStorage.getItem(key)) || kept; } catch { /* not kept */ }
  const waiting = () => kept.marks.length || kept.done;
  const keep = () => {
    try { waiting() ? localStorage.setItem(key, JSON.stringify(kept)) : localStorage.removeItem(key); } catch { /* so */ }
    for (const b of boxes) b.parentNode.toggleAttribute('data-waits', kept.marks.some((m) => m.startsWith(b.value + ':')));
    $('[data-ticked]').textContent = boxes.filter((b) => b.checked).length;
  };
  const say = (text) => { if (net.textContent !== text) net.textContent = text; };
  const unsaved = () => (kept.marks[1] ? kept.marks.length + ' bockar' : kept.marks[0] ? '1 bock' : 'Det');
  const id = () => self.crypto?.randomUUID?.() || Date.now().toString(36) + '-' + Math.random().toString(36).slice(2);

  const send = async () => {
    if (busy || !waiting()) return;
    busy = true;
    clearTimeout(timer);
    const sent = kept.marks.slice(0, 500), done = kept.done && sent.length === kept.marks.length, body = new URLSearchParams(sent.map((m) => ['mark', m]));
    body.set('key', form.dataset.key); // whose they are
    if (done) body.set('done', 'ja');
    let again = 0;
    try {
      const res = await fetch(form.dataset.ticks, { method: 'POST', body });
      if (res.status >= 500) throw res.status;
      if (res.redirected) return say(net.dataset.out);
      drop.hidden = ![403, 404, 410].includes(res.status); // final
      if (!drop.hidden) return say(unsaved() + ' sparades inte. ' + (res.status === 410 ? (await res.json()).why : net.dataset.may));
      if (!res.ok) return say(net.dataset.error);
      const a = await res.json();
      kept.marks = kept.marks.filter((m) => !sent.includes(m));
      if (done) kept.done = false;
      for (const b of boxes) {
        if (!kept.marks.some((m) => m.startsWith(b.value + ':'))) b.checked = a.ticked.includes(+b.value);
      }
      keep();
      if (a.to) return location.assign(a.to);
      say(a.refused ? net.dataset.part : 'Sparat.');
      again = waiting() ? 1 : 0;
    } catch {
      say('Väntar på nät. ' + unsaved() + ' sparas när du är uppkopplad igen.');
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
  drop.onclick = () => { kept = { marks: [] }; keep(); location.reload(); };

  const find = $('.tick-find'), input = $('#hitta');
  find.hidden = !boxes.length;
  input.oninput = () => {
    const q = input.value.trim().toLowerCase();
    let n = 0;
    for (const b of boxes) {
      const row = b.parentNode;
      row.hidden = q !== '' && !row.textContent.toLowerCase().includes(q);
      if (!row.hidden) n++;
    }
    $('#hitta-antal').textContent = q ? n + ' av ' + boxes.length : '';
  };
  input.onkeydown = (e) => { if (e.key === 'Enter') e.preventDefault(); };

  for (const m of kept.marks) {
    const b = boxes.find((x) => m.startsWith(x.value + ':'));
    if (b) b.checked = m.split(':')[1] === '1';
  }
  keep();
  send();
})();
