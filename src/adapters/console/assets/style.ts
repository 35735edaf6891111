// The console's style, whole: Pico in a layer of its own (it only dresses form fields inside `.pico`), ours on top.
// Colours, type and space are those of the console's blueprint; light and dark follow the device or the officer's choice.
export interface FontFile {
  readonly subset: 'thai' | 'latin';
  readonly weight: number;
  readonly url: string;
}

const RANGE = {
  thai: 'U+0303, U+0331, U+0E01-0E5B, U+200C-200D, U+25CC',
  latin:
    'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
} as const;

const LIGHT = `color-scheme:light;
--page:#fbfaf6;--card:#fff;--text:#16211f;--soft:#4a5753;--line:#dcded6;--field:#6b7874;
--link:#0b5d57;--primary:#0b5d57;--primary-over:#084742;--on-primary:#fff;
--waiting:#6b4300;--waiting-back:#fff1d2;--good:#14532d;--good-back:#e3f4e6;--problem:#8a1512;--problem-back:#fde7e4;
--problem-text:#a11b16;--stop:#a11b16;--on-stop:#fff;--info:#14427d;--info-back:#e5effb;--idle:#3c4844;--idle-back:#e9ece9;
--ring:#16211f;--focus:#ffd84d;--on-focus:#16211f;--wave:#b9c3bd;`;

const DARK = `color-scheme:dark;
--page:#121816;--card:#1b2321;--text:#eef2ef;--soft:#b3beb9;--line:#333d3a;--field:#8b9893;
--link:#6fd3c7;--primary:#6fd3c7;--primary-over:#93e0d6;--on-primary:#06201e;
--waiting:#ffd58a;--waiting-back:#3a2a0a;--good:#9fe0ad;--good-back:#10301a;--problem:#ffb4ab;--problem-back:#43110e;
--problem-text:#ffb4ab;--stop:#ff9d92;--on-stop:#2b0502;--info:#a9cbff;--info-back:#10294d;--idle:#cdd6d2;--idle-back:#2a3330;
--ring:#ffd84d;--focus:#ffd84d;--on-focus:#16211f;--wave:#46534e;`;

const PICO = `--pico-font-family:Sarabun,system-ui,sans-serif;--pico-font-size:18px;--pico-line-height:1.75;--pico-border-radius:8px;
--pico-background-color:var(--page);--pico-color:var(--text);--pico-muted-color:var(--soft);--pico-primary:var(--link);
--pico-primary-background:var(--primary);--pico-primary-border:var(--primary);--pico-primary-inverse:var(--on-primary);
--pico-primary-focus:var(--focus);--pico-form-element-background-color:var(--card);--pico-form-element-border-color:var(--field);
--pico-form-element-color:var(--text);--pico-form-element-placeholder-color:var(--soft);--pico-form-element-active-background-color:var(--card);
--pico-form-element-active-border-color:var(--primary);--pico-form-element-focus-color:var(--primary);
--pico-form-element-selected-background-color:var(--idle-back);--pico-form-element-spacing-vertical:.5rem;--pico-form-element-spacing-horizontal:.75rem;`;

/** @param pico the conditional build's text; it is put in a cascade layer so that ours always wins */
export function styleOf(pico: string, fonts: readonly FontFile[]): string {
  const faces = fonts.map(
    ({ subset, weight, url }) =>
      `@font-face{font-family:Sarabun;font-style:normal;font-weight:${weight};font-display:swap;src:url(${url}) format('woff2');unicode-range:${RANGE[subset]}}`,
  );
  return [
    `@layer pico{${pico.replace(/^@charset "[^"]*";/, '')}}`,
    ...faces,
    `:root,[data-theme]{${PICO}}:root{${LIGHT}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}:root[data-theme=dark]{${DARK}}`,
    FRAME,
    PIECES,
    PAGES,
  ].join('\n');
}

const FRAME = `
html{scroll-padding-block:72px 120px;background:var(--page)}
body{margin:0;background:var(--page);color:var(--text);font:400 18px/1.75 Sarabun,system-ui,sans-serif;min-height:100vh;text-wrap:pretty;overflow-wrap:break-word}
*{box-sizing:border-box}
h1,h2,h3{font-weight:700;line-height:1.5;margin:0;color:var(--text);text-wrap:balance}
h1{font-size:26px;margin-bottom:8px}h2{font-size:22px}h3{font-size:19px}
p{margin:0 0 12px}
a{color:var(--link);text-underline-offset:.35em;text-decoration-thickness:1px;text-decoration-skip-ink:auto}
ul,ol{margin:0;padding:0;list-style:none}
:focus-visible{outline:3px solid var(--ring);outline-offset:3px;box-shadow:0 0 0 3px var(--focus)}
a:focus-visible,.button:focus-visible,summary:focus-visible{border-radius:8px}
.icon{width:24px;height:24px;flex:none;vertical-align:-.3em}
.skip{position:absolute;left:-999px;top:0;background:var(--focus);color:var(--on-focus);padding:12px 16px;z-index:9}
.skip:focus{left:0}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
.soft{color:var(--soft)}
.small{font-size:16px;line-height:1.7}
.nums{font-variant-numeric:tabular-nums}
.top{display:flex;align-items:center;gap:8px;justify-content:space-between;padding:4px 16px;min-height:56px;border-bottom:1px solid var(--line);background:var(--card)}
.top .org{font-weight:700;color:var(--text);text-decoration:none;display:flex;align-items:center;min-height:48px;line-height:1.5;min-width:0}
.top .quick{display:flex;gap:6px;align-items:center;min-height:48px;padding:0 8px;margin-right:-8px;color:var(--problem-text);text-decoration:none;white-space:nowrap;font-size:16px}
.band{padding:10px 16px;background:#ffd9a0;color:#1b1b1b;position:sticky;top:0;z-index:3}
.nav{position:fixed;inset:auto 0 0 0;z-index:4;background:var(--card);border-top:1px solid var(--line);padding-bottom:env(safe-area-inset-bottom)}
.nav ul{display:flex}
.nav li{flex:1;min-width:0}
.nav a{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:56px;padding:5px 2px 4px;font-size:15px;line-height:1.67;color:var(--soft);text-decoration:none;position:relative}
.nav a .icon{width:22px;height:22px}
.nav a[aria-current]{color:var(--link);font-weight:700;box-shadow:inset 0 3px 0 var(--link)}
.nav .count{position:absolute;top:3px;left:calc(50% + 6px);min-width:20px;padding:0 5px;border-radius:10px;background:var(--waiting-back);color:var(--waiting);font-size:13px;line-height:20px;font-weight:700;text-align:center}
.nav .count.bad{background:var(--problem-back);color:var(--problem)}
main{padding:16px 16px 24px;max-width:46rem;margin:0 auto;min-width:0}
body.with-nav{padding-bottom:calc(56px + env(safe-area-inset-bottom))}
body.with-bar{padding-bottom:calc(84px + env(safe-area-inset-bottom))}
.foot{max-width:46rem;margin:0 auto;padding:0 16px 24px;color:var(--soft);font-size:16px;line-height:1.7}
.foot details{border-top:1px solid var(--line)}
.back{display:inline-flex;align-items:center;gap:4px;min-height:48px;margin:-12px 0 0 -4px;padding-right:12px;text-decoration:none}
.guest main{max-width:28rem;padding-top:32px}
@media (max-width:767px){.wide-only{display:none}}
@media (min-width:600px){main{padding:24px}.top{padding:4px 24px}.foot{padding:0 24px 24px}}
@media (min-width:768px){
body.with-nav,body.with-bar{display:grid;grid-template-columns:13rem minmax(0,1fr);grid-template-rows:auto auto 1fr auto;padding-bottom:0}
body>.top,body>.band{grid-column:1/-1}
body>.nav{grid-column:1;grid-row:3/5}
body>main{grid-column:2;grid-row:3;width:100%}
body>.foot{grid-column:2;grid-row:4;width:100%}
.nav{position:sticky;top:0;align-self:start;border-top:0;background:none;padding:16px 0 0 12px}
.nav ul{flex-direction:column;gap:4px}
.nav a{flex-direction:row;justify-content:flex-start;gap:12px;min-height:48px;padding:0 12px;font-size:18px;border-radius:8px}
.nav a[aria-current]{box-shadow:none;background:var(--idle-back)}
.nav .count{position:static;margin-left:auto}
main{margin:0;padding:24px 32px}.foot{margin:0;padding:0 32px 24px}
}
@media (prefers-reduced-motion:reduce){*{scroll-behavior:auto!important;transition:none!important;animation:none!important}}
@media print{.nav,.top .quick,.foot,.bar,audio,.button,.filters,.back{display:none!important}}
`;

const PIECES = `
.button,button.button{display:inline-flex;align-items:center;justify-content:center;gap:8px;min-height:48px;padding:8px 20px;border:1px solid var(--field);border-radius:8px;background:var(--card);color:var(--link);font:700 18px/1.67 Sarabun,system-ui,sans-serif;text-decoration:none;cursor:pointer;text-align:center;width:auto;margin:0;box-shadow:none}
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
.row .at{min-width:4.6rem;font-variant-numeric:tabular-nums;color:var(--soft)}
details>summary{cursor:pointer;min-height:48px;display:flex;align-items:center;gap:8px;color:var(--link);list-style:none}
details>summary::-webkit-details-marker{display:none}
details>summary::before{content:"";width:.5em;height:.5em;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg);flex:none;margin:0 .2em}
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

const PAGES = `
.strip{border:1px solid var(--line);border-radius:8px;background:var(--card);margin:12px 0 16px}
.strip li+li{border-top:1px solid var(--line)}
.strip a,.strip span.line{display:flex;gap:12px;align-items:center;min-height:48px;padding:8px 16px;color:var(--text);text-decoration:none;line-height:1.6}
.strip .icon{color:var(--soft)}
.strip a:hover{color:var(--link)}
.head{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;justify-content:space-between;margin-bottom:8px}
.filters{display:flex;gap:8px;overflow-x:auto;margin:0 -16px 12px;padding:4px 16px;scrollbar-width:none}
.filters a{flex:none;display:inline-flex;align-items:center;min-height:48px;padding:4px 16px;border:1px solid var(--line);border-radius:24px;color:var(--text);text-decoration:none;background:var(--card);font-size:16px;line-height:1.67}
.filters a[aria-current]{background:var(--idle-back);border-color:var(--field);font-weight:700}
.news{display:block;color:var(--text);text-decoration:none;min-height:72px}
.news:hover{border-color:var(--field)}
.news .title{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;font-weight:700;font-size:19px;line-height:1.67;padding-block:.1em;margin:4px 0 2px}
.news p{margin:0}
.state-line{margin-bottom:6px}
.from{color:var(--soft);font-size:16px;line-height:1.7;margin:4px 0 16px}
.player{padding:12px 16px 16px}
.player audio{display:block;width:100%;margin-top:10px}
.player .said{display:flex;justify-content:space-between;gap:12px;font-size:16px;line-height:1.7;color:var(--soft)}
.wave{display:block;width:100%;height:56px;touch-action:manipulation}
.wave path{fill:var(--wave)}
.wave .done{fill:var(--primary)}
.progress{display:flex;gap:12px;align-items:center}
progress{accent-color:var(--primary);width:100%;height:12px}
.switch{display:flex;border:1px solid var(--field);border-radius:8px;overflow:hidden;margin:8px 0 12px}
.switch a{flex:1;display:flex;align-items:center;justify-content:center;min-height:48px;text-decoration:none;color:var(--text);background:var(--card);padding:4px 8px;line-height:1.67}
.switch a+a{border-left:1px solid var(--field)}
.switch a[aria-current]{background:var(--primary);color:var(--on-primary);font-weight:700}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
.text.read{font-size:20px;line-height:1.8}
.text .said-as{text-decoration:underline;text-decoration-color:var(--link);text-decoration-thickness:2px;text-underline-offset:.35em}
.text .unsure{border:2px dotted var(--waiting);border-radius:6px;padding:0 4px;background:var(--waiting-back);color:var(--waiting)}
.text a.said-as,.text a.unsure{color:inherit}
.text :target{background:var(--focus);color:var(--on-focus)}
@supports selector(:has(a)){.under{display:none}.tick:has(input:checked)+.under{display:block}}
.under{padding:4px 0 8px 36px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.card.facts{padding:8px 16px;margin-bottom:12px}
.long{max-height:26rem;overflow:auto}
.pairs>li{padding:10px 0;border-top:1px solid var(--line);line-height:1.7}
.pairs>li:first-child{border-top:0}
.pairs del{text-decoration:none;color:var(--soft)}
.bar{position:fixed;inset:auto 0 0 0;z-index:4;background:var(--card);border-top:1px solid var(--line);box-shadow:0 -4px 16px rgb(0 0 0/.08);padding:10px 16px calc(10px + env(safe-area-inset-bottom))}
.bar .in{display:flex;gap:8px;align-items:stretch;max-width:46rem;margin:0 auto}
.bar .button.primary{flex:1;flex-direction:column;gap:0;padding:4px 8px;min-height:60px;line-height:1.5;min-width:0}
.bar .button.primary small{font-size:15px;font-weight:400;line-height:1.5}
.bar .side{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:0;min-width:64px;padding:4px 6px;font-size:15px;font-weight:400;line-height:1.5;color:var(--text);border-color:var(--line)}
.bar .notice{max-width:46rem;margin:0 auto}
.bar .notice:empty{display:none}
.bar .notice .box{margin:0 0 10px}
@media (min-width:768px){.bar{left:13rem}.bar .in,.bar .notice{margin:0;padding:0 16px}body.with-bar>.foot,body.with-bar>main{padding-bottom:32px}body.with-bar{padding-bottom:100px}}
.original{display:block;max-width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
.days{display:grid;grid-template-columns:repeat(7,minmax(0,1fr));gap:4px;margin:12px 0 16px}
.days a{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:64px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--text);text-decoration:none;font-size:16px;line-height:1.5;padding:4px 0}
.days a[aria-current]{background:var(--primary);border-color:var(--primary);color:var(--on-primary)}
.days b{font-size:19px;line-height:1.4}
.days small{font-size:14px;line-height:1.4}
.slot{padding:12px 16px}
.slot>details>summary,.slot>.slot-head{min-height:32px;display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline;color:var(--text)}
.slot .rows>li:last-child{border-bottom:0}
.slot .when{font-weight:700;font-size:19px;font-variant-numeric:tabular-nums}
.slot.next{border-color:var(--link);border-width:2px}
.slot .used{height:6px;border-radius:3px;background:var(--idle-back);overflow:hidden;margin:4px 0}
.quiet{padding:8px 16px;border-radius:8px;background:var(--idle-back);color:var(--idle);margin:0 0 12px;font-size:16px;line-height:1.7}
.now{display:flex;align-items:center;gap:8px;color:var(--problem-text);font-size:16px;line-height:1.7;margin:0 0 12px}
.now::after{content:"";flex:1;border-top:2px solid currentColor}
.stepper{display:flex;justify-content:space-between;align-items:center;gap:8px}
.stepper a{min-height:48px;min-width:48px;display:inline-flex;align-items:center;justify-content:center;gap:4px;text-decoration:none}
.result{width:100%;border-collapse:collapse}
.result th{font-size:16px;color:var(--soft);font-weight:400}
.result th,.result td{text-align:left;vertical-align:top;padding:10px 12px 10px 0;border-top:1px solid var(--line)}
@media (max-width:599px){.result thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.result tr{display:block;border-top:1px solid var(--line);padding:10px 0}.result td{display:block;border:0;padding:0}}
.two{display:grid;gap:16px}
@media (min-width:1024px){.two{grid-template-columns:1fr 1fr}}
.menu a,.menu button{display:flex;gap:12px;align-items:center;min-height:56px;width:100%;padding:8px 0;color:var(--text);text-decoration:none;background:none;border:0;font:inherit;text-align:left;cursor:pointer}
.menu .icon{color:var(--soft)}
.brand{display:flex;align-items:center;gap:12px;margin:0 0 24px;color:var(--link)}
.brand .icon{width:40px;height:40px}
.brand span{font-weight:700;font-size:22px;color:var(--text)}
`;
