// The written text beside what is read aloud, and what is asked about it.
export const READING = `
.switch{display:flex;border:1px solid var(--field);border-radius:8px;overflow:hidden;margin:8px 0 12px}
.switch a{flex:1;display:flex;align-items:center;justify-content:center;min-height:48px;text-decoration:none;color:var(--text);background:var(--card);padding:4px 8px;line-height:1.67}
.switch a+a{border-left:1px solid var(--field)}
.switch a[aria-current]{background:var(--primary);color:var(--on-primary);font-weight:700}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
.text.read{line-height:1.8}
.text a{color:inherit;border-radius:4px;text-decoration:underline;text-decoration-color:var(--link);text-decoration-thickness:2px;text-underline-offset:.35em}
.text .unsure,.unsure{border:2px dotted var(--waiting);border-radius:6px;padding:0 4px;background:var(--waiting-back);color:var(--waiting);font-weight:700;text-decoration:none}
.sides .text a{margin-inline:1px}
.text .hush{color:var(--soft)}
.text .silent{font-style:normal;color:var(--soft)}
.text a:hover{background:var(--idle-back)}
.text a:target,.text a.lit{background:var(--focus);color:var(--on-focus);text-decoration-color:currentColor;box-shadow:0 0 0 2px var(--focus)}
.text a.lit .silent,.text a:target .silent{color:inherit}
.sides{padding:4px 16px}
.sides .line{padding:10px 0;border-top:1px solid var(--line)}
.sides .line:first-child,.sides .heads+.line{border-top:0}
.sides .heads{display:none}
.sides .read{margin-top:6px;padding-left:12px;border-left:3px solid var(--wave);color:var(--soft)}
.sides .read a{color:var(--text)}
.sides .read a.unsure{color:var(--waiting)}
@media (max-width:719px){
.only-both .even .read{display:none}
.only-written .read,.only-reading .written{display:none}
.only-reading .read{margin:0;padding:0;border:0;color:var(--text);font-size:20px}
.only-written .line,.only-reading .line{border:0;padding:2px 0}
.only-written .first,.only-reading .first{padding-top:14px}
}
@media (min-width:720px){
.narrow-only{display:none}
.sides .line{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:24px}
.sides .heads{display:grid;color:var(--soft);font-size:16px;line-height:1.7;padding:8px 0}
.sides .read{margin:0;padding:0;border:0;color:var(--text)}
}
.doubts{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 12px}
.doubts a{display:inline-flex;align-items:center;min-height:48px;padding:4px 12px;overflow-wrap:anywhere}
.doubt{border-left-width:4px;border-left-color:var(--waiting)}
.doubt.bad{border-left-color:var(--problem-text)}
.doubt .context{font-size:19px;line-height:1.9;margin-bottom:4px;overflow-wrap:anywhere}
.doubt:target{outline:3px solid var(--focus);outline-offset:2px}
.doubt-foot{display:flex;flex-wrap:wrap;gap:0 16px;justify-content:space-between;align-items:center;border-top:1px solid var(--line);margin-top:8px;padding-top:4px}
.doubt-foot a{min-height:48px;display:inline-flex;align-items:center}
.doubt .under.field{margin:0}
.advice{background:var(--info-back);color:var(--info);border-radius:8px;padding:6px 12px;margin:4px 0;line-height:1.7}
.sheet{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
.sheet .text{font-size:16px;line-height:1.9}
.sheet del{color:var(--soft);text-decoration:line-through 1px var(--soft)}
.sheet .kept{background:var(--good-back);color:var(--good);border-radius:3px;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.sheet small{font-size:14px;color:var(--idle);background:var(--idle-back);border-radius:4px;padding:0 6px;white-space:nowrap}
.letter textarea{min-height:20rem}
.letter+.letter{border-top:1px solid var(--line);padding-top:20px}
.find{display:flex;gap:8px;align-items:stretch;margin:0 0 8px}
.find .field{flex:1;min-width:0;margin:0}
.pico .find input,.find input[type=search]{width:100%}
.said-line{display:block;line-height:1.6;overflow-wrap:anywhere}
.row .title{overflow-wrap:anywhere}
.box form{margin:8px 0 0}
.warnings ul{margin-top:4px}
.warnings li{padding:8px 0;border-top:1px solid currentColor;border-top-color:color-mix(in srgb,currentColor 25%,transparent);line-height:1.7}
.warnings li:first-child{border-top:0}
.warnings a{color:inherit;font-weight:700}
.warnings .soft{color:inherit}
.text .flag{text-decoration:underline wavy var(--waiting) 1.5px;text-underline-offset:.5em}
.text .flag:target{background:var(--focus);color:var(--on-focus)}
.look{display:flex;align-items:center;gap:6px;min-height:48px;max-width:46rem;margin:-10px auto 0;color:var(--waiting);font-size:16px;line-height:1.6}
.look .icon{width:18px;height:18px}
@media (min-width:768px){.look{margin:-10px 0 0;padding:0 16px}}
.find input[type=search]{border-radius:8px}
.pico input[type=file]::file-selector-button{background:var(--card);color:var(--link);border:1px solid var(--field);border-radius:8px;font:700 16px/1.67 Sarabun,system-ui,sans-serif;padding:8px 16px;margin-right:12px}
@media print{.sides .line{display:grid;grid-template-columns:1fr 1fr;gap:24px}}
.pairs>li{padding:10px 0;border-top:1px solid var(--line);line-height:1.7}
.pairs>li:first-child{border-top:0}
.pairs del{text-decoration:none;color:var(--soft)}
`;
