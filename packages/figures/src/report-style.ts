/** The style sheet of reports; figures keep a white ground, so that their colours stay true on dark screens. */
export const reportStyle = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1d1d1f; --muted: #5f6368; --line: #dadce0; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --text: #e8eaed; --muted: #a5abb3; --line: #3c4043; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.4rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.6rem; padding-top: 1rem; border-top: 1px solid var(--line); }
p { margin: 0.6rem 0; max-width: 44rem; }
.subtitle, figcaption, caption { color: var(--muted); }
figure { margin: 1.2rem 0; }
figure svg { max-width: 100%; height: auto; background: #fff; border-radius: 8px; display: block; }
figcaption { font-size: 0.9rem; margin-top: 0.4rem; max-width: 44rem; }
.table { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; font-size: 0.92rem; }
caption { text-align: left; font-size: 0.9rem; padding-bottom: 0.4rem; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
td.number { font-variant-numeric: tabular-nums; text-align: right; }
@media print { body { font-size: 11pt; } section { break-inside: avoid; } }
`;
