import type { ClaimConstraint, ClaimRequest, ClaimSpec, DeviceAsk } from '../../../gpu/dra/claim.ts';
import { parseNanoQuantity, type NanoQuantity } from '../../../gpu/dra/nanoQuantity.ts';
import { asList, asRecord, asText, asTextList } from './fields.ts';
import { readToleration } from './toleration.ts';

/** Reads the `spec` of a ResourceClaim, or of the claims that a template makes, of `resource.k8s.io` v1, v1beta2 or v1beta1. */
export function readClaimSpec(value: unknown): ClaimSpec {
  const devices = asRecord(asRecord(value)['devices']);
  return {
    requests: asList(devices['requests']).map(readRequest),
    constraints: asList(devices['constraints']).map(readConstraint),
  };
}

/** Amounts by name. An amount that cannot be read makes the whole undefined: without it a claim would ask less. */
export function readQuantities(value: unknown): ReadonlyMap<string, NanoQuantity> | undefined {
  const read = new Map<string, NanoQuantity>();
  for (const [name, written] of Object.entries(asRecord(value))) {
    const quantity = parseNanoQuantity(written);
    if (quantity === undefined) return undefined;
    read.set(name, quantity);
  }
  return read;
}

/** The CEL expressions of `selectors`; one of a kind that is not known is '', which no device matches. */
export function readSelectors(value: unknown): readonly string[] {
  return asList(value).map((selector) => asText(asRecord(asRecord(selector)['cel'])['expression']) ?? '');
}

function readRequest(value: unknown): ClaimRequest {
  const request = asRecord(value);
  const name = asText(request['name']) ?? '';
  const choices = asList(request['firstAvailable']).map(asRecord);
  if (choices.length > 0) {
    const read = choices.flatMap((choice) => {
      const ask = readAsk(choice);
      return ask === undefined ? [] : [{ name: asText(choice['name']) ?? '', ask }];
    });
    return read.length === choices.length ? { kind: 'firstAvailable', name, choices: read } : { kind: 'unknown', name };
  }
  // v1beta1 has no `exactly`: the fields stand in the request itself.
  const ask = readAsk(request['exactly'] === undefined ? request : asRecord(request['exactly']));
  return ask === undefined ? { kind: 'unknown', name } : { kind: 'exactly', name, ask };
}

function readAsk(fields: Readonly<Record<string, unknown>>): DeviceAsk | undefined {
  const deviceClass = asText(fields['deviceClassName']);
  const count = readCount(fields['allocationMode'] ?? 'ExactCount', fields['count'] ?? 0);
  const capacity = readQuantities(asRecord(fields['capacity'])['requests']);
  if (deviceClass === undefined || count === undefined || capacity === undefined) return undefined;
  return {
    deviceClass,
    selectors: readSelectors(fields['selectors']),
    count,
    hasAdminAccess: fields['adminAccess'] === true,
    tolerations: asList(fields['tolerations']).map(readToleration),
    capacity,
  };
}

/** A count that is left out, and 0, is 1 (SetDefaults_ExactDeviceRequest of Kubernetes 1.37). */
function readCount(mode: unknown, count: unknown): DeviceAsk['count'] | undefined {
  if (mode === 'All') return 'all';
  if (mode !== 'ExactCount' || typeof count !== 'number' || !Number.isInteger(count) || count < 0) return undefined;
  return count === 0 ? 1 : count;
}

function readConstraint(value: unknown): ClaimConstraint {
  const constraint = asRecord(value);
  const requests = asTextList(constraint['requests']);
  const same = asText(constraint['matchAttribute']);
  if (same !== undefined) return { kind: 'same', attribute: same, requests };
  const distinct = asText(constraint['distinctAttribute']);
  return distinct === undefined ? { kind: 'unknown' } : { kind: 'distinct', attribute: distinct, requests };
}
