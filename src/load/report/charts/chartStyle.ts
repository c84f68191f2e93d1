/** Colours, margins and dashes of charts. Series differ in colour, in the shape of their points and in the dashes of their line. */
export const chartStyle = `
body {
  --series-0: var(--vscode-charts-blue, light-dark(#0b6bcb, #5aa9f5));
  --series-1: var(--vscode-charts-yellow, light-dark(#9a6700, #e3b341));
  --series-2: var(--vscode-charts-green, light-dark(#2e7d32, #7bc47f));
  --series-3: var(--vscode-charts-purple, light-dark(#7a3fb0, #c39bea));
  --series-4: var(--vscode-charts-red, light-dark(#b3261e, #f28b82));
}
.chart { margin: 0; }
.chart figcaption { font-weight: 600; }
.canvas { display: block; width: 100%; height: 266px; overflow: hidden; font-size: 12px; }
.bars { display: block; width: 100%; overflow: visible; font-size: 12px; }
.bars text { fill: var(--text); }
.bars .tick { fill: var(--quiet); }
.bar { fill: currentcolor; }
.plot { width: calc(100% - 76px); overflow: visible; }
.place { overflow: visible; }
.canvas text { fill: var(--text); }
.canvas .axis-label, .canvas .tick { fill: var(--quiet); }
.canvas .note { paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--border); stroke-width: 1px; }
.range { fill: var(--raised); }
.edge { stroke: var(--quiet); stroke-width: 1px; }
.reference { stroke: var(--text); stroke-width: 1px; stroke-dasharray: 2 3; }
.reference-point { fill: var(--page); stroke: var(--text); stroke-width: 1.5px; }
.line { fill: none; stroke: currentcolor; stroke-width: 2px; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.point, .key > :not(.line) { fill: currentcolor; stroke: var(--page); stroke-width: 1px; }
.line.guide { color: var(--quiet); stroke-width: 1.5px; stroke-dasharray: 1 4; }
.series-0 { color: var(--series-0); }
.series-1 { color: var(--series-1); }
.series-2 { color: var(--series-2); }
.series-3 { color: var(--series-3); }
.series-4 { color: var(--series-4); }
.line.series-1 { stroke-dasharray: 7 4; }
.line.series-2 { stroke-dasharray: 2 3; }
.line.series-3 { stroke-dasharray: 9 3 2 3; }
.line.series-4 { stroke-dasharray: 4 2; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 2px 0 4px; padding: 0; list-style: none; }
.legend li { display: inline-flex; gap: 6px; align-items: center; }
@media print { .line, .bar, .point, .range, .reference-point, .key { print-color-adjust: exact; } }
@media (forced-colors: active) { .range { fill: Canvas; } }
`;
