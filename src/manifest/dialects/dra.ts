import { findAskedDevices, groupDevices, toAsk } from '../claims/readAsks.ts';
import { unknownCluster } from '../clusterFacts.ts';
import { checkClaim } from '../rules/claims/checkClaim.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { Dialect, RequestReading } from './dialect.ts';
import { addClaim } from './draAdd.ts';
import { removeClaims, setClaimAmount } from './draEdits.ts';

/** Claims of Dynamic Resource Allocation: whole devices, MIG devices, and shares by bytes (`capacity.requests.memory`). */
export const dra: Dialect = {
  id: 'dra',
  label: 'DRA claims',
  readers: [{ product: 'Kubernetes', from: { major: 1, minor: 34, patch: 0 } }],
  read,
  setAmount: setClaimAmount,
  remove: removeClaims,
  add: addClaim,
};

/** A claim that stands in no document of the text may be on the cluster: of it nothing is known. */
function read({ file, item }: RuleInput): RequestReading {
  const devices = findAskedDevices(item);
  if (devices.length === 0) return { kind: 'none' };
  const asks = groupDevices(devices).map(toAsk);
  const [first, ...others] = asks.filter((ask) => ask !== undefined);
  const claims = new Set(devices.map(({ found }) => found.claim));
  const findings = [...claims].flatMap((claim) => checkClaim({ file, claim, cluster: unknownCluster }));
  const isRefused = findings.some(({ severity }) => severity === 'error');
  if (first === undefined || isRefused || others.length + 1 < asks.length) {
    const said = findings.filter(({ severity, rule }) => severity === 'error' || rule === 'claim-all-devices');
    return { kind: 'invalid', findings: said };
  }
  return { ...first, findings: [], others };
}
