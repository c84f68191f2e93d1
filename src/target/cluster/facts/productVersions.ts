import { parseVersion, type Version } from '../../../manifest/version.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { asList, asRecord, asText } from '../objects/fields.ts';
import type { OwnerObject } from '../objects/owner.ts';
import { remembering } from '../view/remembering.ts';

/** Versions of the products whose Deployments may be read. */
export interface ProductVersions {
  readonly kai?: Version;
  readonly runai?: Version;
  readonly hami?: Version;
}

const products: readonly { readonly product: keyof ProductVersions; readonly names: RegExp; readonly image: RegExp }[] = [
  {
    product: 'kai',
    names: /^(?:kai-)?(?:scheduler|operator|admission|binder|podgrouper)(?:-default)?$|^kai-/,
    image: /kai-scheduler\//,
  },
  { product: 'runai', names: /^runai-|^cluster-sync$|^engine-operator$/, image: /runai|run\.ai/ },
  { product: 'hami', names: /hami-scheduler$/, image: /\/hami:/ },
];

/** By the label `app.kubernetes.io/version`, else the tag of the image, of a Deployment that is known by its name and image. */
export const readVersions = remembering((owners: ClusterObjects['owners']): ProductVersions => {
  const deployments = known(owners).filter(({ kind }) => kind === 'Deployment');
  return Object.fromEntries(
    products.flatMap(({ product, names, image }) => {
      const versions = deployments
        .filter(({ name }) => names.test(name))
        .flatMap((deployment) => readVersion(deployment, image) ?? []);
      return versions[0] === undefined ? [] : [[product, versions[0]]];
    }),
  );
});

function readVersion({ labels, source }: OwnerObject, wanted: RegExp): Version | undefined {
  const podSpec = asRecord(asRecord(asRecord(source['spec'])['template'])['spec']);
  const image = asList(podSpec['containers'])
    .map((container) => asText(asRecord(container)['image']) ?? '')
    .find((each) => wanted.test(each));
  if (image === undefined) return undefined;
  return parseVersion(labels['app.kubernetes.io/version'] ?? '') ?? parseVersion(/:([^:@/]+)(?:@.*)?$/.exec(image)?.[1] ?? '');
}
