import { chartStyle } from './charts/chartStyle.ts';

/** Looks of a report: the editor's colours in the editor, of our own in a browser, light or dark as the reader has it, light on paper. */
export const reportStyle = `
:root { color-scheme: light dark; }
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
body {
  --text: var(--vscode-foreground, light-dark(#24292f, #d7dae0));
  --quiet: var(--vscode-descriptionForeground, light-dark(#57606a, #a0a7b4));
  --page: var(--vscode-editor-background, light-dark(#ffffff, #1b1d21));
  --raised: var(--vscode-textBlockQuote-background, light-dark(#f5f6f8, #25282e));
  --border: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-panel-border, light-dark(#d5d9df, #3d424b))));
  --accent: var(--vscode-textLink-foreground, light-dark(#0a5cc2, #6cb2ff));
  --focus: var(--vscode-focusBorder, var(--accent));
  --warning: var(--vscode-editorWarning-foreground, light-dark(#9a6700, #d9a11e));
  box-sizing: border-box;
  max-width: 1180px;
  margin: 0 auto;
  padding: 24px 28px 48px;
  color: var(--text);
  font: var(--vscode-font-size, 14px)/1.5 var(--vscode-font-family, system-ui, sans-serif);
  background: var(--page);
}
h1 { margin: 0; font-size: 1.7em; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 36px 0 12px; font-size: 1.2em; font-weight: 600; }
h3 { margin: 20px 0 8px; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
p { max-width: 78ch; margin: 8px 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: .93em; overflow-wrap: anywhere; }
.subtitle, .hint, figcaption + p, footer { color: var(--quiet); }
.subtitle { margin: 4px 0 0; }
.banner { margin: 16px 0; padding: 10px 14px; background: var(--raised); border: 1px solid var(--border); border-left: 4px solid var(--accent); overflow-wrap: anywhere; }
.banner.warning { border-left-color: var(--warning); }
.headlines { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 0; }
.headlines > div { padding: 12px 14px; background: var(--raised); border: 1px solid var(--border); border-radius: 4px; }
.headlines dt { color: var(--quiet); }
.headlines dd { margin: 2px 0 0; font-size: 1.75em; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.headlines .unit { font-size: .55em; font-weight: 400; }
.headlines dd.hint { font-size: .9em; font-weight: 400; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 0 32px; margin: 0; }
.facts > div { display: flex; gap: 12px; padding: 5px 0; border-bottom: 1px solid var(--border); }
.facts dt { flex: 0 0 112px; color: var(--quiet); }
.facts dd { flex: 1; min-width: 0; margin: 0; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px 32px; align-items: start; }
.charts > div { min-width: 0; }
.table { overflow-x: auto; }
.table:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 12px; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--border); }
th:first-child { padding-left: 0; }
td:last-child, th:last-child { padding-right: 2px; }
th { font-weight: 600; }
tbody th { min-width: 7em; }
thead th { color: var(--quiet); font-weight: 400; vertical-align: bottom; }
th.number, td.number { text-align: right; white-space: nowrap; }
td.words { overflow-wrap: break-word; }
.mark { background: var(--raised); }
.mark { display: inline-block; padding: 0 6px; color: var(--quiet); font-weight: 400; border: 1px solid var(--border); border-radius: 9px; }
.notes { padding-left: 20px; overflow-wrap: anywhere; }
details { margin: 4px 0 0; }
summary { width: fit-content; color: var(--quiet); cursor: pointer; }
footer { margin-top: 40px; padding-top: 10px; border-top: 1px solid var(--border); font-size: .92em; }
${chartStyle}
@media (max-width: 600px) {
  body { padding: 16px 14px 32px; }
  .headlines { grid-template-columns: repeat(2, 1fr); gap: 8px; }
  .headlines > div { padding: 8px 10px; }
  .headlines dd { font-size: 1.4em; }
  th, td { padding: 5px 8px; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 11px; }
  .headlines > div, figure, tr, .banner { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .table { overflow: visible; }
  details::details-content { content-visibility: visible; }
}
`;
