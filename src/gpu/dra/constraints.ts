import type { ClaimConstraint } from './claim.ts';
import type { Candidate } from './pools.ts';
import type { AttributeValue } from './resourceSlice.ts';

/** Why a device cannot join those that a claim has already. */
export interface ConstraintRefusal {
  readonly attribute: string;
  readonly kind: 'noAttribute' | 'differs' | 'sameAgain';
  readonly found?: AttributeValue;
  readonly wanted?: AttributeValue;
}

/** A constraint of a claim, with the values of the devices that were taken so far. */
export class HeldConstraint {
  readonly #constraint: Extract<ClaimConstraint, { readonly attribute: string }>;
  readonly #values: AttributeValue[] = [];

  constructor(constraint: Extract<ClaimConstraint, { readonly attribute: string }>) {
    this.#constraint = constraint;
  }

  /** Whether it is about a request: `names` are `gpu`, and `gpu/large` of one with choices. */
  isAbout(names: readonly string[]): boolean {
    const { requests } = this.#constraint;
    return requests.length === 0 || names.some((name) => requests.includes(name));
  }

  refusalOf(candidate: Candidate): ConstraintRefusal | undefined {
    const { kind, attribute } = this.#constraint;
    const found = findAttribute(candidate, attribute);
    if (found === undefined) return { attribute, kind: 'noAttribute' };
    const [wanted] = this.#values;
    if (kind === 'same') {
      return wanted === undefined || isSame(found, wanted) ? undefined : { attribute, kind: 'differs', found, wanted };
    }
    return this.#values.some((value) => isSame(found, value)) ? { attribute, kind: 'sameAgain', found } : undefined;
  }

  add(candidate: Candidate): void {
    const value = findAttribute(candidate, this.#constraint.attribute);
    if (value !== undefined) this.#values.push(value);
  }

  /** Takes the last one out again. */
  remove(): void {
    this.#values.pop();
  }
}

/** An attribute by its full name: `gpu.nvidia.com/productName`; what has no domain is the driver's. */
function findAttribute({ driver, device }: Candidate, attribute: string): AttributeValue | undefined {
  const found = device.attributes.get(attribute);
  if (found !== undefined) return found;
  return attribute.startsWith(`${driver}/`) ? device.attributes.get(attribute.slice(driver.length + 1)) : undefined;
}

function isSame(left: AttributeValue, right: AttributeValue): boolean {
  return left.kind === right.kind && left.value === right.value;
}
