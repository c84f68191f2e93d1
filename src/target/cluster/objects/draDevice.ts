import type {
  AttributeValue,
  CounterSet,
  DeviceCapacity,
  DeviceTaint,
  DraDevice,
  RequestPolicy,
} from '../../../gpu/dra/resourceSlice.ts';
import { parseNanoQuantity, type NanoQuantity } from '../../../gpu/dra/nanoQuantity.ts';
import { readQuantities } from './claimSpec.ts';
import { asList, asRecord, asText, isPresent, present } from './fields.ts';
import { readNodeChoice } from './nodeSelector.ts';

/** Reads a device of a ResourceSlice; undefined where it has no name, or a capacity or counter that is none. */
export function readDevice(value: unknown): DraDevice | undefined {
  const device = asRecord(value);
  const name = asText(device['name']);
  // v1beta1 wraps all but the name.
  const fields = device['basic'] === undefined ? device : asRecord(device['basic']);
  const capacity = readCapacities(fields['capacity']);
  const consumesCounters = readCounterSets(fields['consumesCounters'], 'counterSet');
  if (name === undefined || capacity === undefined || consumesCounters === undefined) return undefined;
  return {
    name,
    attributes: readAttributes(fields['attributes']),
    capacity,
    allowsMultipleAllocations: fields['allowMultipleAllocations'] === true,
    consumesCounters,
    taints: asList(fields['taints']).map(readTaint),
    nodes: readNodeChoice(fields),
    hasBindingConditions: asList(fields['bindingConditions']).length > 0,
  };
}

/** Reads `sharedCounters` of a slice, or what a device takes of them; undefined where an amount is none. */
export function readCounterSets(value: unknown, nameField: 'name' | 'counterSet'): readonly CounterSet[] | undefined {
  const sets = asList(value).map(asRecord);
  const read = sets.flatMap((set): readonly CounterSet[] => {
    const amounts = Object.entries(asRecord(set['counters'])).map(([name, counter]) => [name, asRecord(counter)['value']]);
    const counters = readQuantities(Object.fromEntries(amounts));
    return counters === undefined ? [] : [{ name: asText(set[nameField]) ?? '', counters }];
  });
  return read.length === sets.length ? read : undefined;
}

function readAttributes(value: unknown): ReadonlyMap<string, AttributeValue> {
  return new Map(
    Object.entries(asRecord(value)).flatMap(([name, written]): readonly (readonly [string, AttributeValue])[] => {
      const attribute = readAttribute(asRecord(written));
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );
}

function readAttribute(written: Readonly<Record<string, unknown>>): AttributeValue | undefined {
  const { int, bool, string, version } = written;
  if (typeof int === 'number' && Number.isInteger(int)) return { kind: 'int', value: BigInt(int) };
  if (typeof bool === 'boolean') return { kind: 'bool', value: bool };
  if (typeof string === 'string') return { kind: 'string', value: string };
  return typeof version === 'string' ? { kind: 'version', value: version } : undefined;
}

function readCapacities(value: unknown): ReadonlyMap<string, DeviceCapacity> | undefined {
  const read = new Map<string, DeviceCapacity>();
  for (const [name, written] of Object.entries(asRecord(value))) {
    const capacity = asRecord(written);
    const amount = parseNanoQuantity(capacity['value']);
    if (amount === undefined) return undefined;
    const requestPolicy = isPresent(capacity['requestPolicy']) ? readPolicy(asRecord(capacity['requestPolicy'])) : undefined;
    read.set(name, { value: amount, ...present({ requestPolicy }) });
  }
  return read;
}

function readPolicy(policy: Readonly<Record<string, unknown>>): RequestPolicy {
  const range = asRecord(policy['validRange']);
  const values = asList(policy['validValues'])
    .map(parseNanoQuantity)
    .filter((value) => value !== undefined);
  return {
    ...present({ default: parseNanoQuantity(policy['default']) }),
    valid: isPresent(policy['validRange'])
      ? { kind: 'range', ...present(readRange(range)) }
      : values.length > 0
        ? { kind: 'values', values }
        : { kind: 'any' },
  };
}

function readRange(range: Readonly<Record<string, unknown>>): Record<'min' | 'max' | 'step', NanoQuantity | undefined> {
  return { min: parseNanoQuantity(range['min']), max: parseNanoQuantity(range['max']), step: parseNanoQuantity(range['step']) };
}

function readTaint(value: unknown): DeviceTaint {
  const taint = asRecord(value);
  return { key: asText(taint['key']) ?? '', value: asText(taint['value']) ?? '', effect: asText(taint['effect']) ?? '' };
}
