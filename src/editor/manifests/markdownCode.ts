/** A name as code in Markdown, whatever a file calls it: it must not become a link or a picture. */
export function markdownCode(name: string): string {
  return `\`${name.replaceAll(/[`\s]+/g, ' ')}\``;
}
