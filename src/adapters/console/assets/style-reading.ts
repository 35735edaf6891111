// The written text beside what is read aloud, and what is asked about it.
export const READING = `
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
.pairs>li{padding:10px 0;border-top:1px solid var(--line);line-height:1.7}
.pairs>li:first-child{border-top:0}
.pairs del{text-decoration:none;color:var(--soft)}
`;
