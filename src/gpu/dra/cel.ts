import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { fitsInt64, nanoQuantity, parseNanoQuantity, quantityOfWhole, wholeOf, type NanoQuantity } from './nanoQuantity.ts';
import type { Candidate } from './pools.ts';
import type { AttributeValue } from './resourceSlice.ts';
import { compareSemver, normaliseSemver, parseSemver, type SemanticVersion } from './semver.ts';

/** What a selector says of a device. */
export type SelectorAnswer =
  | { readonly kind: 'matches' }
  | { readonly kind: 'differs' }
  /** It fails on this device: the scheduler gives the whole claim up. */
  | { readonly kind: 'fails'; readonly message: string }
  /** It cannot be read here; the API server may know more of CEL. */
  | { readonly kind: 'unreadable'; readonly message: string };

/** The CEL selectors of claims and classes, each compiled once and asked once about each device. */
export class Selectors {
  readonly #compiled = new Map<string, Compiled>();
  readonly #devices = new Map<Candidate, DeviceValue>();

  ask(expression: string, candidate: Candidate): SelectorAnswer {
    const compiled = this.#compile(expression);
    if (compiled.kind === 'unreadable') return compiled;
    const known = compiled.answers.get(candidate);
    if (known !== undefined) return known;
    const answer = this.#evaluate(compiled.evaluate, candidate);
    compiled.answers.set(candidate, answer);
    return answer;
  }

  #compile(expression: string): Compiled {
    const known = this.#compiled.get(expression);
    if (known !== undefined) return known;
    const compiled = compile(expression);
    this.#compiled.set(expression, compiled);
    return compiled;
  }

  #evaluate(evaluate: ParseResult, candidate: Candidate): SelectorAnswer {
    let device = this.#devices.get(candidate);
    try {
      device ??= new DeviceValue(candidate);
      this.#devices.set(candidate, device);
      const result: unknown = evaluate({ device });
      if (typeof result === 'boolean') return { kind: result ? 'matches' : 'differs' };
      return { kind: 'fails', message: `the result is no bool but ${typeof result}` };
    } catch (error) {
      const message = summaryOf(error);
      // Go's regular expressions have what JavaScript's have not, such as (?i).
      return { kind: message.startsWith('Invalid regular expression') ? 'unreadable' : 'fails', message };
    }
  }
}

type Compiled =
  | { readonly kind: 'compiled'; readonly evaluate: ParseResult; readonly answers: Map<Candidate, SelectorAnswer> }
  | Extract<SelectorAnswer, { readonly kind: 'unreadable' }>;

function compile(expression: string): Compiled {
  try {
    const evaluate = environment().parse(renameHas(expression));
    const { valid, type = '', error } = evaluate.check();
    if (!valid) return { kind: 'unreadable', message: summaryOf(error) };
    if (type !== 'bool' && !type.startsWith('dyn')) return { kind: 'unreadable', message: `it says no bool but ${type}` };
    return { kind: 'compiled', evaluate, answers: new Map() };
  } catch (error) {
    return { kind: 'unreadable', message: summaryOf(error) };
  }
}

/** The message without the part of the expression that cel-js draws below it. */
function summaryOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** The library's `has` takes no `device.attributes["…"].name`: ours, of another name, does. Texts stay as they are. */
function renameHas(expression: string): string {
  const tokens = /[rRbB]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<![\w.])has(?=\s*\()/g;
  return expression.replaceAll(tokens, (token) => (token === 'has' ? 'hasField' : token));
}

class QuantityValue {
  readonly nano: NanoQuantity;
  constructor(nano: NanoQuantity) {
    this.nano = nano;
  }
}

class VersionValue {
  readonly version: SemanticVersion;
  constructor(version: SemanticVersion) {
    this.version = version;
  }
}

/** Attributes or capacities by domain; one that the device has not is there, and empty. */
class Domains<T> extends Map<string, ReadonlyMap<string, T>> {
  static readonly #nothing = new Map<string, never>();

  override get(domain: string): ReadonlyMap<string, T> {
    return super.get(domain) ?? Domains.#nothing;
  }

  put(name: string, ownDomain: string, value: T): void {
    const slash = name.indexOf('/');
    const domain = slash === -1 ? ownDomain : name.slice(0, slash);
    this.set(domain, new Map([...this.get(domain), [name.slice(slash + 1), value]]));
  }
}

/** `device` in an expression (k8s.io/dynamic-resource-allocation 0.37 cel). Throws where a version is none. */
class DeviceValue {
  readonly driver: string;
  readonly allowMultipleAllocations: boolean;
  readonly attributes = new Domains<unknown>();
  readonly capacity = new Domains<QuantityValue>();

  constructor({ driver, device }: Candidate) {
    this.driver = driver;
    this.allowMultipleAllocations = device.allowsMultipleAllocations;
    for (const [name, value] of device.attributes) this.attributes.put(name, driver, toCel(value));
    for (const [name, { value }] of device.capacity) this.capacity.put(name, driver, new QuantityValue(value));
  }
}

function toCel({ kind, value }: AttributeValue): unknown {
  return kind === 'version' ? toVersion(value) : value;
}

function toVersion(text: string): VersionValue {
  const version = parseSemver(text);
  if (version === undefined) throw new Error(`"${text}" is not a semantic version`);
  return new VersionValue(version);
}

function toQuantity(text: string): QuantityValue {
  const nano = parseNanoQuantity(text);
  if (nano === undefined) throw new Error(`"${text}" is not a quantity`);
  return new QuantityValue(nano);
}

let known: Environment | undefined;

function environment(): Environment {
  known ??= makeEnvironment();
  return known;
}

function makeEnvironment(): Environment {
  const made = new Environment({ enableOptionalTypes: true })
    .registerType('Quantity', { ctor: QuantityValue, fields: {} })
    .registerType('Semver', { ctor: VersionValue, fields: {} })
    .registerType('Domains', { ctor: Domains })
    .registerType('Device', {
      ctor: DeviceValue,
      fields: { driver: 'string', allowMultipleAllocations: 'bool', attributes: 'Domains', capacity: 'Domains' },
    })
    .registerVariable('device', 'Device')
    .registerOperator('string in Domains', (domain: string, domains: Domains<unknown>) => domains.has(domain))
    .registerFunction('hasField(ast): bool', makeHas);
  addQuantities(made);
  addVersions(made);
  addStrings(made);
  return made;
}

/** Of what the library hands to a macro that which is used. */
interface CelNode {
  readonly op: string;
  readonly args: readonly [CelNode, string];
}
interface Runner {
  check(node: CelNode, context: unknown): unknown;
  getType(name: string): unknown;
  run(node: CelNode, context: unknown): unknown;
}

function makeHas({ args: [field] }: { readonly args: readonly [CelNode] }): object {
  if (field.op !== '.') throw new Error('has() needs a field');
  const [owner, name] = field.args;
  return {
    async: false,
    typeCheck: (checker: Runner, _macro: unknown, context: unknown) => {
      checker.check(owner, context);
      return checker.getType('bool');
    },
    evaluate: (evaluator: Runner, _macro: unknown, context: unknown) => hasName(evaluator.run(owner, context), name),
  };
}

function hasName(owner: unknown, name: string): boolean {
  if (owner instanceof Map) return owner.get(name) !== undefined;
  if (owner instanceof DeviceValue) return name in owner;
  throw new Error('no such overload');
}

function addQuantities(made: Environment): void {
  type Binary = readonly [QuantityValue, QuantityValue];
  made
    .registerOperator('Quantity == Quantity', (...[left, right]: Binary) => left.nano === right.nano)
    .registerFunction('quantity(string): Quantity', toQuantity)
    .registerFunction('isQuantity(string): bool', (text: string) => parseNanoQuantity(text) !== undefined)
    .registerFunction('Quantity.compareTo(Quantity): int', (...[left, right]: Binary) => order(left.nano, right.nano))
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (...[left, right]: Binary) => left.nano > right.nano)
    .registerFunction('Quantity.isLessThan(Quantity): bool', (...[left, right]: Binary) => left.nano < right.nano)
    .registerFunction('Quantity.add(Quantity): Quantity', (...[left, right]: Binary) => quantityOf(left.nano + right.nano))
    .registerFunction('Quantity.add(int): Quantity', (left: QuantityValue, right: bigint) =>
      quantityOf(left.nano + quantityOfWhole(right)),
    )
    .registerFunction('Quantity.sub(Quantity): Quantity', (...[left, right]: Binary) => quantityOf(left.nano - right.nano))
    .registerFunction('Quantity.sub(int): Quantity', (left: QuantityValue, right: bigint) =>
      quantityOf(left.nano - quantityOfWhole(right)),
    )
    .registerFunction('sign(Quantity): int', ({ nano }: QuantityValue) => order(nano, 0n))
    .registerFunction('Quantity.isInteger(): bool', ({ nano }: QuantityValue) => isInteger(nano))
    .registerFunction('Quantity.asInteger(): int', ({ nano }: QuantityValue) => {
      if (!isInteger(nano)) throw new Error('cannot convert value to integer');
      return wholeOf(nano);
    })
    .registerFunction('Quantity.asApproximateFloat(): double', ({ nano }: QuantityValue) => Number(nano) / 1e9);
}

function quantityOf(nano: bigint): QuantityValue {
  return new QuantityValue(nanoQuantity(nano));
}

function isInteger(nano: NanoQuantity): boolean {
  return nano === quantityOfWhole(wholeOf(nano)) && fitsInt64(wholeOf(nano));
}

function addVersions(made: Environment): void {
  type Binary = readonly [VersionValue, VersionValue];
  const compare = (...[left, right]: Binary) => compareSemver(left.version, right.version);
  const parse = (text: string, isNormalised: boolean) => parseSemver(isNormalised ? normaliseSemver(text) : text);
  made
    .registerOperator('Semver == Semver', (...pair: Binary) => compare(...pair) === 0)
    .registerFunction('semver(string): Semver', toVersion)
    .registerFunction('semver(string, bool): Semver', (text: string, isNormalised: boolean) =>
      toVersion(isNormalised ? normaliseSemver(text) : text),
    )
    .registerFunction('isSemver(string): bool', (text: string) => parse(text, false) !== undefined)
    .registerFunction(
      'isSemver(string, bool): bool',
      (text: string, isNormalised: boolean) => parse(text, isNormalised) !== undefined,
    )
    .registerFunction('Semver.compareTo(Semver): int', (...pair: Binary) => BigInt(compare(...pair)))
    .registerFunction('Semver.isGreaterThan(Semver): bool', (...pair: Binary) => compare(...pair) > 0)
    .registerFunction('Semver.isLessThan(Semver): bool', (...pair: Binary) => compare(...pair) < 0)
    .registerFunction('Semver.major(): int', ({ version }: VersionValue) => version.core[0])
    .registerFunction('Semver.minor(): int', ({ version }: VersionValue) => version.core[1])
    .registerFunction('Semver.patch(): int', ({ version }: VersionValue) => version.core[2]);
  // In Kubernetes a version that is compared with something else is an error, not merely different.
  for (const type of ['string', 'int', 'double', 'bool']) {
    made.registerOperator(`Semver == ${type}`, () => {
      throw new Error('no such overload');
    });
  }
}

/** Of the libraries of strings and regular expressions what cel-js has not. */
function addStrings(made: Environment): void {
  const replace = (text: string, from: string, to: string): string => text.replaceAll(from, () => to);
  const charAt = (text: string, index: bigint): string => Array.from(text)[Number(index)] ?? '';
  const findAll = (text: string, pattern: string): readonly string[] =>
    Array.from(text.matchAll(new RegExp(pattern, 'gu')), ([found]) => found);
  made
    .registerFunction('string.replace(string, string): string', replace)
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.findAll(string): list<string>', findAll)
    .registerFunction('string.find(string): string', (text: string, pattern: string) => findAll(text, pattern)[0] ?? '');
}

function order(left: bigint, right: bigint): bigint {
  return left < right ? -1n : left > right ? 1n : 0n;
}
