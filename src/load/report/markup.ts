/** Markup that may stand in a page as it is: made by `markup` alone, so that no text of others gets into it unescaped. */
class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}
export type { Markup };

type Part = Markup | string | undefined | readonly Part[];

/** HTML or SVG from a template: texts are escaped, markup goes in as it is, lists are joined, undefined is nothing. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(literals.reduce((source, literal, index) => source + write(parts[index - 1]) + literal));
}

function write(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.source;
  return typeof part === 'string' ? escapeMarkup(part) : part.map(write).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters are no part of HTML and become the replacement character. */
function escapeMarkup(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
