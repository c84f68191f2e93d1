import type { YamlValue } from '../yamlReader.ts';

/** A part of an object with its API path. */
export interface PlacedValue {
  readonly value: YamlValue;
  readonly path: string;
  /** Of a path with stars: names, keys or numbers of what stands there, `decode/0`; '' without. */
  readonly role: string;
}

/**
 * The parts of an object at a path such as `spec.replicatedJobs[*].template`: `x[*]` stands for the items of a list, `*` for every key.
 * A field that is not there answers with an absent value, a star with nothing.
 */
export function expandPath(object: YamlValue, path: string): readonly PlacedValue[] {
  const start: PlacedValue = { value: object, path: '', role: '' };
  if (path === '') return [start];
  return path.split('.').reduce<readonly PlacedValue[]>((found, step) => found.flatMap((at) => take(at, step)), [start]);
}

function take(at: PlacedValue, step: string): readonly PlacedValue[] {
  const join = (name: string): string => (at.path === '' ? name : `${at.path}.${name}`);
  const addRole = (role: string): string => (at.role === '' ? role : `${at.role}/${role}`);
  if (step === '*') {
    return at.value.fields.map(({ key, value }) => ({ value, path: join(key.value), role: addRole(key.value) }));
  }
  if (!step.endsWith('[*]')) return [{ value: at.value.field(step), path: join(step), role: at.role }];
  const name = step.slice(0, -3);
  return at.value.field(name).items.map((value, index) => ({
    value,
    path: `${join(name)}[${index}]`,
    role: addRole(value.field('name').text ?? value.field('groupName').text ?? String(index)),
  }));
}
