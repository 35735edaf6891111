// The pieces every page is laid from: buttons, tags, boxes, cards, rows, fields, ticks and chips.
export const PIECES = `
.button,button.button{display:inline-flex;align-items:center;justify-content:center;gap:8px;min-height:48px;padding:8px 20px;border:1px solid var(--field);border-radius:8px;background:var(--card);color:var(--link);font:700 18px/1.67 Sarabun,system-ui,sans-serif;text-decoration:none;cursor:pointer;text-align:center;width:auto;max-width:100%;min-width:0;overflow-wrap:anywhere;margin:0;box-shadow:none}
.button:hover{border-color:var(--link)}
.button.primary{background:var(--primary);border-color:var(--primary);color:var(--on-primary)}
.button.primary:hover{background:var(--primary-over);border-color:var(--primary-over)}
.button.stop{background:var(--stop);border-color:var(--stop);color:var(--on-stop)}
.button.danger{color:var(--problem-text)}
.button[aria-busy=true]{opacity:.75}
.actions{display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:20px 0 0}
.actions form{display:contents}
@media (max-width:599px){.actions>.button,.actions>form>.button{width:100%}}
.tag{display:inline-flex;align-items:center;gap:4px;padding:.1em .6em .1em .4em;border-radius:6px;font-size:15px;line-height:1.7;font-weight:700;white-space:nowrap}
.tag .icon{width:18px;height:18px}
.tag.plain{padding-left:.6em}
.t-waiting{background:var(--waiting-back);color:var(--waiting)}.t-good{background:var(--good-back);color:var(--good)}
.t-problem{background:var(--problem-back);color:var(--problem)}.t-info{background:var(--info-back);color:var(--info)}
.t-idle{background:var(--idle-back);color:var(--idle)}
.tags{display:flex;flex-wrap:wrap;gap:6px}
main>.tags{margin-bottom:6px}
.box{border-radius:8px;padding:12px 16px;margin:0 0 16px;line-height:1.7}
.box>:last-child{margin-bottom:0}
.box strong{display:block}
.box p>a{white-space:nowrap}
.inset{border-left:4px solid var(--field);padding:2px 0 2px 16px;margin:0 0 16px}
.inset p{margin:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:0 0 12px}
.facts{margin:0}
.facts>div{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:4px 12px;padding:8px 0;border-top:1px solid var(--line)}
.facts>div:first-child{border-top:0}
.facts dt{color:var(--soft);font-size:16px;line-height:1.9}
.facts dd{margin:0;min-width:0}
.section{margin:28px 0 0}
.section>h2{margin-bottom:8px}
.rows>li{border-top:1px solid var(--line)}
.rows>li:last-child{border-bottom:1px solid var(--line)}
.row{display:flex;gap:12px;align-items:flex-start;padding:12px 0;min-height:56px}
.row.link{color:var(--text);text-decoration:none}
.row.link:hover .title{text-decoration:underline}
.row .grow{flex:1;min-width:0}
.row .title{font-weight:700;line-height:1.6;display:block}
.row .title.short{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;padding-block:.1em}
.whole{white-space:nowrap}
.row .at{min-width:4.6rem;font-variant-numeric:tabular-nums;color:var(--soft)}
details>summary{cursor:pointer;min-height:48px;display:flex;align-items:center;gap:8px;color:var(--link);list-style:none}
details>summary::-webkit-details-marker{display:none}
details>summary::before{content:"";width:.5em;height:.5em;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg);flex:none;margin:0 .2em}
details>summary::after,.pico details summary::after{display:none}
details[open]>summary::before{transform:rotate(45deg)}
.field{margin:0 0 20px}
.field>label,.legend{display:block;font-weight:700;margin:0 0 2px}
.pico .field input:not([type=checkbox],[type=radio]),.pico .field select,.pico .field textarea{min-height:48px;height:auto;margin:0;font:inherit;line-height:1.67;border-color:var(--field);max-width:100%}
.pico .field textarea{line-height:1.75;min-height:12rem;resize:vertical}
.pico select{background-color:var(--card)}
.field .hint{color:var(--soft);font-size:16px;line-height:1.7;margin:0 0 4px}
.field .wrong,.wrong{color:var(--problem-text);font-weight:700;margin:0 0 4px}
.field.bad{border-left:4px solid var(--problem-text);padding-left:12px}
fieldset{border:0;padding:0;margin:0 0 20px;min-width:0}
.ticks{display:flex;flex-direction:column;gap:4px}
.pico .tick,.tick{display:flex;gap:12px;align-items:flex-start;min-height:48px;padding:10px 0;margin:0;cursor:pointer;line-height:1.6;width:auto}
.pico .tick input,.tick input{flex:none;width:24px;height:24px;margin:2px 0 0;accent-color:var(--primary)}
.pico .tick [type=checkbox],.pico .tick [type=radio]{appearance:auto;background:none;border:0}
.tick small{display:block;color:var(--soft);font-size:16px;line-height:1.6}
.chips{display:flex;flex-wrap:wrap;gap:8px}
.chip{position:relative;display:inline-flex}
.chip input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.chip span{display:inline-flex;align-items:center;gap:6px;min-height:48px;padding:6px 16px;border:1px solid var(--field);border-radius:24px;background:var(--card);line-height:1.67}
.chip input:checked+span{background:var(--primary);border-color:var(--primary);color:var(--on-primary)}
.chip input:focus-visible+span{outline:3px solid var(--ring);outline-offset:2px;box-shadow:0 0 0 3px var(--focus)}
.empty{text-align:center;padding:40px 8px;color:var(--soft)}
.empty .icon{width:40px;height:40px;margin-bottom:8px}
.empty strong{display:block;color:var(--text);font-size:22px;line-height:1.6}
.empty .button{margin-top:12px}
.code{font:700 28px/1.6 ui-monospace,"SFMono-Regular",Menlo,monospace;letter-spacing:.06em;overflow-wrap:anywhere;user-select:all;display:block;background:var(--idle-back);border-radius:8px;padding:12px 16px;margin:8px 0 12px}
.code.long{font-size:16px;letter-spacing:0}
`;
