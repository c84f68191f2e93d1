/**
 * Fills `$(NAME)` from the container's own variables, as Kubernetes does before it starts a command:
 * an unknown name stays as it is, `$$` is a literal `$` (k8s.io/kubernetes third_party/forked/golang/expansion).
 */
export function expandVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? whole),
  );
}
