// The style sheet of the report: one column, system fonts, light and dark by the reader's setting.

export const STYLE = `
:root { color-scheme: light dark; --page: #fdfdfc; --text: #1f2328; --faint: #59636e; --line: #e2e4e8;
  --ours: #0b62c4; --second: #7a4fd0; --third: #1a7f5a; --fourth: #8a6d1a; --paper: #c2410c; --warn: #fff3e0; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1216; --text: #e6e9ee; --faint: #98a2ae; --line: #2a3038;
  --ours: #63a8ff; --second: #b794f6; --third: #4fc79a; --fourth: #d9b84c; --paper: #ff9a62; --warn: #33261a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 46rem; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; margin: 0 0 0.4rem; }
p { margin: 0 0 0.9rem; } a { color: var(--ours); }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
time { white-space: nowrap; }
figure { margin: 1.25rem 0 0; } figcaption, caption { color: var(--faint); font-size: 0.875rem; text-align: left;
  padding: 0 0 0.5rem; }
.facts, nav, .notes, .key { color: var(--faint); font-size: 0.875rem; } nav ul { padding: 0; margin: 0.5rem 0 0; }
nav li { display: inline-block; margin: 0 1rem 0.25rem 0; } .notes { padding-left: 1.1rem; margin: 1rem 0 0; }
.warning { background: var(--warn); border-radius: 6px; padding: 0.6rem 0.9rem; font-size: 0.9rem; }
.scroll { overflow-x: auto; margin-top: 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap;
  font-weight: 400; } thead th { color: var(--faint); vertical-align: bottom; }
tr.total > * { border-bottom: 0; font-weight: 600; }
.number { text-align: right; } th.paper, td.paper { color: var(--paper); } td.ours { color: var(--ours); }
td.dots, th.dots { width: 45%; min-width: 9rem; padding: 0 1rem 0 0; }
svg { display: block; overflow: visible; } .dots svg { width: 100%; height: 1.9rem; }
.plot { width: 100%; height: auto; max-width: 42rem; } text { font: 12px system-ui, sans-serif; fill: var(--text); }
.label { paint-order: stroke; stroke: var(--page); stroke-width: 4px; }
.tick, .name { fill: var(--faint); font-size: 11px; } .grid { stroke: var(--line); } .axis { stroke: var(--faint); }
.line { fill: none; stroke-width: 1.8; } .line.paper { stroke-dasharray: 2 3; stroke-width: 1.3; }
.band { opacity: 0.15; stroke: none; } .mark.paper { fill: none; stroke: var(--paper); stroke-width: 1.4; }
.line.ours0, .bar { stroke: var(--ours); } .line.ours1 { stroke: var(--second); } .line.ours2 { stroke: var(--third); }
.line.ours3 { stroke: var(--fourth); } .line.paper { stroke: var(--paper); }
.mark.ours0, .band.ours0, .label.ours0 { fill: var(--ours); } .label.paper { fill: var(--paper); }
.mark.ours1, .band.ours1, .label.ours1 { fill: var(--second); }
.mark.ours2, .band.ours2, .label.ours2 { fill: var(--third); }
.mark.ours3, .band.ours3, .label.ours3 { fill: var(--fourth); }
.grids { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.5rem 2rem; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: flex-end; }
.pictures figure { margin: 0; } .pictures figcaption { padding: 0.15rem 0 0; font-size: 0.75rem; text-align: center; }
img { display: block; image-rendering: pixelated; border-radius: 2px; }
@media (prefers-color-scheme: dark) { img { filter: invert(1) hue-rotate(180deg); } }
details { margin-top: 0.75rem; } summary { color: var(--faint); font-size: 0.875rem; cursor: pointer; }
td:not(.number) { white-space: normal; }
@media (max-width: 36rem) { .plot:not(.small) text { font-size: 16px; } th[scope="row"] { white-space: normal; }
  th, td { padding-right: 0.5rem; } td.dots, th.dots { width: 30%; min-width: 5.5rem; padding-right: 0.75rem; } }
footer { margin-top: 3rem; color: var(--faint); font-size: 0.8rem; overflow-wrap: anywhere; }
`;
