// The part of the console's script that is about sound: a typed reading is heard where it is typed, and an officer's voice is
// recorded, listened to and sent. Sound is decoded and played by Web Audio, so that the page's policy allows nothing more.
export const SOUND_SCRIPT = `'use strict';
(function () {
  var meta = function (name) { var m = document.querySelector('meta[name="' + name + '"]'); return m ? m.content : ''; };
  var context = null; var source = null;
  // Only a touch may open it: it is called by one, before anything is waited for.
  var open = function () {
    var Context = window.AudioContext || window.webkitAudioContext; if (!Context) return null;
    context = context || new Context();
    if (context.state === 'suspended') context.resume();
    return context;
  };
  var quiet = function () { if (source) { source.onended = null; try { source.stop(); } catch (over) { /* it has ended by itself */ } source = null; } };
  var play = function (bytes, ended) {
    return new Promise(function (resolve, reject) { context.decodeAudioData(bytes, resolve, reject); }).then(function (sound) {
      quiet(); source = context.createBufferSource(); source.buffer = sound; source.connect(context.destination);
      source.onended = function () { source = null; if (ended) ended(); }; source.start();
      return sound.duration;
    });
  };

  // ---- a reading is heard where it is typed
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-hear]'); if (!button) return;
    var field = document.getElementById(button.dataset.hear); var says = button.parentElement.querySelector('[role=status]');
    if (!field || !window.fetch || !open()) return;
    event.preventDefault(); says.textContent = '';
    var text = field.value.trim();
    if (text === '') { says.textContent = button.dataset.empty; field.focus(); return; }
    button.setAttribute('aria-busy', 'true');
    fetch('/hear/sound?text=' + encodeURIComponent(text), { credentials: 'same-origin', headers: { accept: 'application/json' } })
      .then(function (answer) {
        if (!answer.ok) return answer.json().then(function (told) { says.textContent = told.message; });
        return answer.arrayBuffer().then(function (bytes) { return play(bytes); }).then(function (seconds) { button.dataset.played = String(seconds); });
      })
      .catch(function () { says.textContent = meta('no-answer'); })
      .then(function () { button.removeAttribute('aria-busy'); });
  });

  // ---- the recorder
  document.querySelectorAll('form[data-record]').forEach(function (form) {
    var box = form.querySelector('[data-recorder]'); var says = box.querySelector('[role=status]');
    var time = box.querySelector('[data-time]'); var meter = box.querySelector('meter'); var file = form.querySelector('input[type=file]');
    var words = box.dataset; var recorder = null; var stream = null; var blob = null; var began = 0; var lasted = 0; var watch = 0; var sent = false;
    box.hidden = false; form.noValidate = true;
    var tell = function (sentence, bad) { says.textContent = sentence; says.className = bad ? 'record-says wrong' : 'record-says'; };
    var show = function (names) { box.querySelectorAll('[data-do]').forEach(function (one) { one.hidden = names.indexOf(one.dataset.do) < 0; }); };
    var on = function (name, run) { box.querySelector('[data-do=' + name + ']').addEventListener('click', run); };
    var clock = function (ms) { var s = Math.floor(ms / 1000); time.textContent = Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0'); };
    var able = navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder && (window.AudioContext || window.webkitAudioContext);
    if (!able) { show([]); meter.hidden = true; time.hidden = true; tell(words.unable); return; }
    var kind = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'].find(function (one) { return MediaRecorder.isTypeSupported(one); });

    var letGo = function () { clearInterval(watch); if (stream) stream.getTracks().forEach(function (track) { track.stop(); }); stream = null; meter.value = 0; };
    var watching = function () {
      var ear = context.createAnalyser(); ear.fftSize = 8192; context.createMediaStreamSource(stream).connect(ear);
      var wave = new Uint8Array(ear.fftSize);
      watch = setInterval(function () {
        ear.getByteTimeDomainData(wave);
        var most = 0; wave.forEach(function (sample) { most = Math.max(most, Math.abs(sample - 128)); });
        meter.value = Math.round(most / 1.28);
        lasted = performance.now() - began; clock(lasted);
        if (lasted >= Number(words.longest)) stop(words.full);
      }, 100);
    };
    var stop = function (sentence) {
      if (!recorder || recorder.state === 'inactive') return;
      lasted = performance.now() - began; recorder.full = sentence; recorder.stop();
    };
    var finished = function (parts) {
      letGo(); clock(lasted);
      blob = new Blob(parts, { type: recorder.mimeType || kind || '' });
      var full = recorder.full; recorder = null;
      if (lasted < Number(words.shortest) || blob.size === 0) { blob = null; show(['start']); tell(words.short, true); return; }
      show(['listen', 'again']); tell(full || words.done);
      box.querySelector('[data-do=listen]').focus();
    };
    var start = function () {
      quiet(); open(); blob = null; lasted = 0; clock(0); show([]); tell(words.asking);
      // The house's own mastering lowers the noise and sets the loudness: what a telephone call does to a voice is not wanted.
      navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
        .then(function (given) {
          stream = given; var parts = [];
          recorder = new MediaRecorder(stream, kind ? { mimeType: kind, audioBitsPerSecond: 64000 } : { audioBitsPerSecond: 64000 });
          recorder.ondataavailable = function (event) { if (event.data.size > 0) parts.push(event.data); };
          recorder.onstop = function () { finished(parts); };
          recorder.start(1000); began = performance.now(); watching();
          show(['stop']); tell(words.on); box.querySelector('[data-do=stop]').focus();
        })
        .catch(function (error) {
          letGo(); recorder = null; show(['start']);
          var name = error && error.name;
          tell(name === 'NotAllowedError' || name === 'SecurityError' ? words.refused : name === 'NotFoundError' ? words.none : words.taken, true);
        });
    };
    on('start', start); on('again', start); on('stop', function () { stop(''); });
    on('listen', function () {
      open(); show(['quiet', 'again']);
      var back = function () { show(['listen', 'again']); };
      blob.arrayBuffer().then(function (bytes) { return play(bytes, back); }).catch(function () { back(); tell(words.taken, true); });
    });
    on('quiet', function () { quiet(); show(['listen', 'again']); });
    show(['start']);

    form.addEventListener('submit', function (event) {
      var chosen = file.files && file.files[0];
      var refuse = function (sentence) {
        event.preventDefault(); tell(sentence, true); says.scrollIntoView({ block: 'center' });
        setTimeout(function () { form.dataset.sent = ''; form.querySelectorAll('button[type=submit]').forEach(function (one) { one.removeAttribute('aria-busy'); }); }, 0);
      };
      if (recorder) { refuse(words.on); return; }
      if (!blob && !chosen) { refuse(words.missing); return; }
      if ((blob || chosen).size > Number(words.bytes)) { refuse(words.large); return; }
      if (!blob) return;
      event.preventDefault();
      var fields = new URLSearchParams();
      new FormData(form).forEach(function (value, name) { if (typeof value === 'string' && name !== 'csrf') fields.set(name, value); });
      fetch('/items/record/sound?' + fields, { method: 'POST', credentials: 'same-origin', body: blob,
        headers: { 'content-type': blob.type || 'application/octet-stream', 'x-csrf-token': meta('csrf'), accept: 'application/json' } })
        .then(function (answer) {
          return answer.json().then(function (told) {
            if (!answer.ok) { refuse(told.message || meta('no-answer')); return; }
            sent = true; location.assign(told.to);
          });
        })
        .catch(function () { refuse(meta('no-answer')); });
    });
    addEventListener('beforeunload', function (event) { if ((blob || recorder) && !sent) event.preventDefault(); });
    addEventListener('pagehide', letGo);
  });
})();
`;
