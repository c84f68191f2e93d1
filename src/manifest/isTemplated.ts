/** What begins and what ends an action: of Go templates, Jinja, shells and envsubst, Kustomize, ERB. */
const marks = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['${', '}'],
  ['$(', ')'],
  ['<%', '%>'],
] as const;

/** Whether a text is filled in before the cluster sees it, so that nothing can be said about it. What is not closed is no action. */
export function isTemplated(text: string | undefined): boolean {
  return text !== undefined && marks.some(([opening, closing]) => holds(text, opening, closing));
}

/** The same of a name: it has no dollar, so that a shell's variable in one is filled in too (`process-item-$ITEM`). */
export function isTemplatedName(name: string | undefined): boolean {
  return isTemplated(name) || (name !== undefined && /\$[A-Z_][A-Z0-9_]*/.test(name));
}

function holds(text: string, opening: string, closing: string): boolean {
  const start = text.indexOf(opening);
  return start !== -1 && text.includes(closing, start + opening.length);
}
