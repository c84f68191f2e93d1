export interface PanelPage {
  /** Of the webview, as `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly locale: string;
  readonly title: string;
  readonly scriptUri: string;
  /** In the order in which they apply. */
  readonly styleUris: readonly string[];
}

/** Hash of an empty style: the component library probes with one. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** What the page may load: its own script by nonce, its own styles, fonts and images; no network, no inline code. */
export function panelPolicy({ cspSource, nonce }: Pick<PanelPage, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} ${emptyStyle}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The page of the jobs panel; all its content comes by messages. */
export function panelHtml(page: PanelPage): string {
  const styles = page.styleUris.map((uri) => `<link rel="stylesheet" href="${escape(uri)}">`).join('\n');
  return `<!DOCTYPE html>
<html lang="${escape(page.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(panelPolicy(page))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
${styles}
</head>
<body>
<div id="panel"></div>
<script type="module" nonce="${escape(page.nonce)}" src="${escape(page.scriptUri)}"></script>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
