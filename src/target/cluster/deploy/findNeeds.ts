import { asRecord, asText } from '../objects/fields.ts';

/** An object that another one names, in its own namespace. */
export interface Need {
  readonly kind: string;
  readonly name: string;
}

/** Fields of pod specs, wherever they stand, that name another object: the field, and the field of its value that is the name. */
const named: Readonly<Record<string, readonly [kind: string, nameField: string]>> = {
  configMap: ['ConfigMap', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  configMapKeyRef: ['ConfigMap', 'name'],
  secret: ['Secret', 'secretName'],
  secretRef: ['Secret', 'name'],
  secretKeyRef: ['Secret', 'name'],
  imagePullSecrets: ['Secret', 'name'],
  persistentVolumeClaim: ['PersistentVolumeClaim', 'claimName'],
};

const direct: Readonly<Record<string, string>> = {
  serviceAccountName: 'ServiceAccount',
  resourceClaimName: 'ResourceClaim',
  resourceClaimTemplateName: 'ResourceClaimTemplate',
};

/** Objects without which the pods of this one cannot start. */
export function findNeeds(object: unknown): readonly Need[] {
  if (Array.isArray(object)) return object.flatMap(findNeeds);
  return Object.entries(asRecord(object)).flatMap(([field, value]): readonly Need[] => {
    const kind = Object.hasOwn(direct, field) ? direct[field] : undefined;
    if (kind !== undefined) return toNeed(kind, value);
    const [namedKind, nameField] = (Object.hasOwn(named, field) && named[field]) || [];
    const values = Array.isArray(value) ? value : [value];
    const own =
      namedKind === undefined || nameField === undefined
        ? []
        : values.flatMap((each) => (asRecord(each)['optional'] === true ? [] : toNeed(namedKind, asRecord(each)[nameField])));
    return [...own, ...findNeeds(value)];
  });
}

function toNeed(kind: string, value: unknown): readonly Need[] {
  const name = asText(value);
  return name === undefined ? [] : [{ kind, name }];
}
