/** Whether a text is filled in before the cluster sees it (Helm, envsubst, Kustomize variables), so that nothing can be said about it. */
export function isTemplated(text: string): boolean {
  return /\{\{|\$[{(]|<%/.test(text);
}
