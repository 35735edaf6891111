// The frame of every page: type, top, ways, main, foot; one column on a phone, ways at the left from 768 pixels.
export const FRAME = `
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
main.wide{max-width:72rem}
body.with-nav{padding-bottom:calc(56px + env(safe-area-inset-bottom))}
body.with-bar{padding-bottom:calc(84px + env(safe-area-inset-bottom))}
.foot{max-width:46rem;margin:0 auto;padding:0 16px 24px;color:var(--soft);font-size:16px;line-height:1.7}
.foot details{border-top:1px solid var(--line)}
.cut{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding-block:.1em}
.back{display:inline-flex;max-width:100%;align-items:center;gap:4px;min-height:48px;margin:-12px 0 0 -4px;padding-right:12px;text-decoration:none}
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
