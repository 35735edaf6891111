// The console's own script, served as one file; every page also works without it. It tells the relay which parts of a
// clip the player has played, moves the waveform, keeps a form from being sent twice and says when the network is gone.
export const SCRIPT = `'use strict';
(function () {
  var meta = function (name) { var m = document.querySelector('meta[name="' + name + '"]'); return m ? m.content : ''; };
  var say = function (text, kind) {
    var place = document.querySelector('#notice'); if (!place) return;
    var box = document.createElement('div'); box.className = 'box t-' + (kind || 'problem'); box.setAttribute('role', 'alert');
    box.textContent = text; place.replaceChildren(box);
  };

  // ---- the player: what was really played, at no more than 1.5 times its speed, is told to the relay
  document.querySelectorAll('[data-player]').forEach(function (root) {
    var audio = root.querySelector('audio'); if (!audio) return;
    var total = Number(root.dataset.ms); var url = root.dataset.heard; var csrf = meta('csrf');
    var shade = root.querySelector('[data-shade]'); var share = root.querySelector('[data-share]');
    var wave = root.querySelector('.wave'); var box = document.querySelector('#approve input[name=heard]');
    var open = null; var pending = []; var late = 0; var furthest = 0;
    var width = function () { if (shade) shade.setAttribute('width', String(Math.min(1, audio.currentTime * 1000 / total) * 1000)); };
    var write = function () { if (box) box.value = pending.map(function (p) { return p[0] + '-' + p[1]; }).join(','); };
    var told = function (covered) {
      if (!share) return;
      var done = covered >= 0.98;
      share.textContent = done ? share.dataset.all : share.dataset.some.replace('{p}', String(Math.floor(covered * 100)));
    };
    var send = function () {
      if (!url || pending.length === 0) return;
      var parts = pending.slice();
      parts.forEach(function (part) {
        fetch(url, { method: 'POST', keepalive: true, credentials: 'same-origin',
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf-token': csrf, accept: 'application/json' },
          body: 'from=' + part[0] + '&to=' + part[1] })
          .then(function (answer) { return answer.ok ? answer.json() : null; })
          .then(function (answer) {
            if (!answer) return;
            pending = pending.filter(function (p) { return p !== part; }); write(); told(answer.covered);
          }).catch(function () { /* it stays pending and goes along with the next one, or with the approval */ });
      });
    };
    var close = function (end) {
      if (open === null) return;
      var to = Math.round(end);
      if (to > open) { pending.push([open, to]); furthest = Math.max(furthest, to); }
      open = null; write();
    };
    var tick = function () {
      var now = audio.currentTime * 1000; width();
      if (open === null) { if (!audio.paused && !audio.seeking && audio.playbackRate <= 1.5) open = Math.round(now); return; }
      if (audio.playbackRate > 1.5) { close(now); return; }
      if (now - open >= 5000) { close(now); open = Math.round(now); send(); }
    };
    audio.addEventListener('playing', function () { clearTimeout(late); if (open === null && audio.playbackRate <= 1.5) open = Math.round(audio.currentTime * 1000); });
    audio.addEventListener('timeupdate', tick);
    audio.addEventListener('seeking', function () { if (open !== null) { open = null; } });
    audio.addEventListener('seeked', function () { if (!audio.paused) open = Math.round(audio.currentTime * 1000); width(); });
    audio.addEventListener('pause', function () { close(audio.currentTime * 1000); send(); });
    audio.addEventListener('ended', function () { if (open === null && audio.playbackRate <= 1.5) open = Math.max(0, furthest); close(total); send(); if (shade) shade.setAttribute('width', '1000'); });
    audio.addEventListener('play', function () { clearTimeout(late); late = setTimeout(function () { if (!audio.paused && audio.currentTime === 0) say(root.dataset.late, 'waiting'); }, 5000); });
    audio.addEventListener('error', function () { say(root.dataset.late, 'problem'); });
    addEventListener('pagehide', function () { close(audio.currentTime * 1000); send(); });
    if (wave) wave.addEventListener('click', function (event) {
      var at = wave.getBoundingClientRect(); audio.currentTime = (event.clientX - at.left) / at.width * total / 1000; width();
    });
    document.body.addEventListener('listen-on', function (event) {
      var from = event.detail && Number(event.detail.fromMs);
      if (audio.paused) { if (from > 0 && Math.abs(audio.currentTime * 1000 - from) > 1500) audio.currentTime = from / 1000; audio.play().catch(function () { /* only a tap may start it: the sentence stays */ }); }
    });
    document.addEventListener('submit', function (event) {
      if (event.target && event.target.id === 'approve') { var was = open; close(audio.currentTime * 1000); if (was !== null && !audio.paused) open = Math.round(audio.currentTime * 1000); }
    }, true);
  });

  // ---- a form is sent once; its button says so
  var busy = function (form, on) {
    form.querySelectorAll('button[type=submit]').forEach(function (button) {
      if (on) button.setAttribute('aria-busy', 'true'); else button.removeAttribute('aria-busy');
    });
    form.dataset.sent = on ? '1' : '';
  };
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent === '1') { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (navigator.onLine === false) { event.preventDefault(); event.stopImmediatePropagation(); say(meta('no-answer')); return; }
    setTimeout(function () { busy(form, true); }, 0);
  }, true);
  document.body.addEventListener('htmx:finally:request', function (event) { if (event.target.matches && event.target.matches('form')) busy(event.target, false); });
  document.body.addEventListener('htmx:error', function (event) { if (event.target.matches && event.target.matches('form')) say(meta('no-answer')); });
  document.body.addEventListener('htmx:response:error', function (event) {
    var ctx = event.detail && event.detail.ctx;
    if (ctx && ctx.response && ctx.response.status >= 500 && event.target.matches && event.target.matches('form')) say(meta('broken'));
  });
  addEventListener('pageshow', function () { document.querySelectorAll('form[data-sent]').forEach(function (form) { busy(form, false); }); });

  // ---- words typed are kept on this machine until they are saved
  document.querySelectorAll('textarea[data-keep]').forEach(function (area) {
    var key = 'kept:' + area.dataset.keep;
    try {
      var kept = sessionStorage.getItem(key);
      if (kept !== null && kept !== '' && area.dataset.fresh === '1') area.value = kept;
      area.addEventListener('input', function () { sessionStorage.setItem(key, area.value); });
      if (area.form) area.form.addEventListener('submit', function () { sessionStorage.removeItem(key); });
    } catch (refused) { /* a browser that stores nothing: typing works all the same */ }
  });

  // ---- a word and its pair on the other side are marked together; a touch brings the pair to sight
  document.querySelectorAll('[data-sides]').forEach(function (sides) {
    var pairOf = function (event) { var a = event.target.closest && event.target.closest('a[data-pair]'); return a && document.getElementById(a.dataset.pair) ? a : null; };
    var mark = function (a) {
      sides.querySelectorAll('.lit').forEach(function (one) { one.classList.remove('lit'); });
      if (!a) return; a.classList.add('lit'); document.getElementById(a.dataset.pair).classList.add('lit');
    };
    sides.addEventListener('focusin', function (event) { mark(pairOf(event)); });
    sides.addEventListener('pointerover', function (event) { if (event.pointerType === 'mouse') mark(pairOf(event)); });
    sides.addEventListener('click', function (event) {
      var a = pairOf(event); if (!a || a.getAttribute('href').charAt(0) !== '#') return;
      var pair = document.getElementById(a.dataset.pair); if (pair.offsetParent === null) return;
      event.preventDefault(); mark(a); pair.scrollIntoView({ block: 'nearest' });
      if (event.detail === 0) pair.focus({ preventScroll: true });
    });
  });

  // ---- whoever types a reading has chosen to type it
  document.querySelectorAll('.doubt').forEach(function (card) {
    var field = card.querySelector('input[type=text]'); var said = card.querySelector('input[value=said]');
    card.addEventListener('change', function (event) { if (event.target === said && said.checked) field.focus(); });
    field.addEventListener('input', function () { if (field.value !== '') said.checked = true; });
  });

  document.querySelectorAll('[data-copy]').forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () { button.lastElementChild.textContent = button.dataset.done; });
    });
  });

  var offline = document.querySelector('#offline');
  var online = function () { if (offline) offline.hidden = navigator.onLine !== false; };
  addEventListener('online', online); addEventListener('offline', online); online();
})();
`;
