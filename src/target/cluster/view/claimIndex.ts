import type { ClaimSpec, DeviceClass } from '../../../gpu/dra/claim.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { readClaimTemplate, readDeviceClass, type ResourceClaimObject } from '../objects/dra.ts';
import { remembering } from './remembering.ts';

/** ResourceClaims by `<namespace>/<name>`. */
export const indexClaims = remembering(
  (reading: ClusterObjects['resourceClaims']): ReadonlyMap<string, ResourceClaimObject> =>
    new Map(known(reading).map((claim) => [`${claim.namespace}/${claim.name}`, claim])),
);

/** What the claims of templates ask, by `<namespace>/<name>` of the template. */
export const indexTemplates = remembering(
  (reading: ClusterObjects['claimTemplates']): ReadonlyMap<string, ClaimSpec> =>
    new Map(
      known(reading).flatMap((object) => {
        const template = readClaimTemplate(object);
        return template === undefined ? [] : [[`${template.namespace}/${template.name}`, template.spec]];
      }),
    ),
);

export const listDeviceClasses = remembering((reading: ClusterObjects['deviceClasses']): readonly DeviceClass[] =>
  known(reading).flatMap((object) => readDeviceClass(object) ?? []),
);
