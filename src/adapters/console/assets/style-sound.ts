// What hearing a word and recording a voice need.
export const SOUND_STYLE = `
.hear{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;margin:8px 0 0}
.field+.hear{margin:-12px 0 20px}
.hear .wrong,.record-says{margin:0}
.hear .wrong:empty{display:none}
ul.points{list-style:disc;padding-left:1.3em;margin:4px 0 8px}
ul.points li{list-style:disc}
audio.wide{display:block;width:100%;margin:8px 0 16px}
.recorder[hidden],.recorder [hidden]{display:none}
.record-row{display:flex;flex-wrap:wrap;gap:12px;align-items:center}
.record-row output{margin-left:auto;font-size:22px;font-weight:700;font-variant-numeric:tabular-nums}
.recorder meter{display:block;width:100%;height:20px;margin:12px 0}
.record-says{line-height:1.7}
.record-says:empty{display:none}
`;
