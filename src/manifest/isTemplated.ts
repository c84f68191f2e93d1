/** Whether a text is filled in before the cluster sees it (Helm, Jinja, ERB, envsubst, Kustomize variables), so that nothing can be said about it. */
export function isTemplated(text: string | undefined): boolean {
  return text !== undefined && /\{[{%]|\$[{(]|<%/.test(text);
}
