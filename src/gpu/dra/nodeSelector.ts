/** The node for which devices are asked. */
export interface DraNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One condition on a label of a node, or on its name (`field`). */
export interface NodeRequirement {
  readonly kind: 'label' | 'field';
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Terms of which one must hold; a term holds where all of its requirements do, and never where it has none. */
export type NodeSelector = readonly (readonly NodeRequirement[])[];

/** For which nodes devices are there. `none`: it is not said in a way that is known. */
export type NodeChoice =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'selector'; readonly selector: NodeSelector }
  /** Each device says it itself. */
  | { readonly kind: 'perDevice' }
  | { readonly kind: 'none' };

/** Whether devices that say `choice` are there for the node (NodeMatches of k8s.io/dynamic-resource-allocation 0.37). */
export function choosesNode(choice: NodeChoice, node: DraNode): boolean {
  switch (choice.kind) {
    case 'node':
      return choice.name === node.name;
    case 'all':
      return true;
    case 'selector':
      return matchesNode(choice.selector, node);
    case 'perDevice':
    case 'none':
      return false;
  }
}

/** Whether a node selector takes a node (k8s.io/component-helpers/scheduling/corev1/nodeaffinity). */
export function matchesNode(selector: NodeSelector, node: DraNode): boolean {
  return selector.some((term) => term.length > 0 && term.every((requirement) => holds(requirement, node)));
}

function holds({ kind, key, operator, values }: NodeRequirement, { name, labels }: DraNode): boolean {
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const found = kind === 'label' ? label : key === 'metadata.name' ? name : undefined;
  switch (operator) {
    case 'In':
      return found !== undefined && values.includes(found);
    case 'NotIn':
      return found === undefined || !values.includes(found);
    case 'Exists':
      return found !== undefined;
    case 'DoesNotExist':
      return found === undefined;
    case 'Gt':
    case 'Lt':
      return compareWhole(found, operator, values);
    default:
      return false;
  }
}

function compareWhole(found: string | undefined, operator: 'Gt' | 'Lt', [bound]: readonly string[]): boolean {
  if (!isWhole(found) || !isWhole(bound)) return false;
  return operator === 'Gt' ? BigInt(found) > BigInt(bound) : BigInt(found) < BigInt(bound);
}

function isWhole(text: string | undefined): text is string {
  return text !== undefined && /^-?\d{1,19}$/.test(text);
}
