import { markup, type Markup } from './markup.ts';
import { reportStyle } from './reportStyle.ts';

/** A page that needs nothing but itself and may load nothing. */
export interface PageOptions {
  readonly title: string;
  readonly locale: string;
  /** Of the style, where whoever shows the page gives one. */
  readonly nonce: string | undefined;
}

export function reportPage({ title, locale, nonce }: PageOptions, body: Markup): string {
  const allowed = nonce === undefined ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  // a style's text is not escaped in HTML; it is all ours
  const style = nonce === undefined ? markup`<style>` : markup`<style nonce="${nonce}">`;
  return [
    '<!DOCTYPE html>',
    markup`<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${allowed}">
<title>${title}</title>`.source,
    `${style.source}${reportStyle}</style>`,
    markup`</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.source,
  ].join('\n');
}
