/** The reference's own style sheet: it must be readable without the web client. */
export const referenceStyle = `:root {
  color-scheme: light dark;
  --paper: light-dark(oklch(0.985 0.004 85), oklch(0.19 0.012 265));
  --raised: light-dark(oklch(0.965 0.006 85), oklch(0.235 0.014 265));
  --ink: light-dark(oklch(0.25 0.015 265), oklch(0.93 0.008 265));
  --quiet: light-dark(oklch(0.47 0.015 265), oklch(0.72 0.012 265));
  --line: light-dark(oklch(0.9 0.006 85), oklch(0.31 0.014 265));
  --accent: light-dark(oklch(0.47 0.09 195), oklch(0.78 0.1 195));
}
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body {
  display: grid;
  grid-template-columns: 200px minmax(0, 820px);
  gap: 48px;
  margin: 0;
  padding: 32px 24px 96px;
  justify-content: center;
  background: var(--paper);
  color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif;
}
nav { position: sticky; top: 32px; align-self: start; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li { padding: 4px 0; }
a { color: var(--accent); text-underline-offset: 3px; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
h1 { margin: 0 0 8px; font-size: 28px; line-height: 1.2; }
h2 { margin: 56px 0 16px; font-size: 20px; }
h3 { margin: 0 0 8px; font-size: 15px; }
h3 a { color: inherit; text-decoration: none; }
h4 { margin: 12px 0 4px; font-size: 13px; font-weight: 600; color: var(--quiet); }
p { margin: 0 0 12px; max-width: 68ch; }
article { padding: 16px 0; border-top: 1px solid var(--line); }
article:target h3 a, tr:target { color: var(--accent); }
code { font: 13.5px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
small, .facts, .none { color: var(--quiet); font-size: 13px; }
table { width: 100%; margin: 0 0 12px; border-collapse: collapse; background: var(--raised); border-radius: 6px; }
th, td { padding: 6px 12px; text-align: start; vertical-align: top; font-weight: inherit; overflow-wrap: anywhere; }
tr + tr > * { border-top: 1px solid var(--line); }
tbody th { width: 30%; }
thead th { color: var(--quiet); font-size: 13px; }
td table { margin: 0; background: none; }
.option { margin: 0 0 8px; }
@media (max-width: 760px) {
  body { display: block; padding: 16px; }
  nav { position: static; margin-bottom: 24px; }
  nav li { display: inline-block; margin-inline-end: 12px; }
  tbody th { width: 40%; }
}
`;
