// What one page alone needs: queue, player, decision bar, timetable, record, menu.
export const PAGES = `
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
@supports selector(:has(a)){.under{display:none}.tick:has(input:checked)+.under{display:block}}
.under{padding:4px 0 8px 36px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.card.facts{padding:8px 16px;margin-bottom:12px}
.long{max-height:26rem;overflow:auto}
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
