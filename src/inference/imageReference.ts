/** A container image name, taken apart: `registry/repository:tag@digest`. */
export interface ImageReference {
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes an image name apart by the rules of the distribution reference grammar: the first part is a registry when it has a dot, a colon, or is `localhost`. */
export function parseImageReference(text: string): ImageReference {
  const [name = '', digest] = text.trim().split('@', 2);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  const path = registry === undefined ? name : name.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const tag = colon > path.lastIndexOf('/') ? path.slice(colon + 1) : undefined;
  return {
    repository: tag === undefined ? path : path.slice(0, colon),
    ...(registry !== undefined && { registry }),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** Whether the repository is one of these, in whatever registry or below whatever mirror's prefix. */
export function hasRepository({ repository }: ImageReference, ...repositories: readonly string[]): boolean {
  return repositories.some((known) => repository === known || repository.endsWith(`/${known}`));
}
