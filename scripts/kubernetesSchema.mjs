// node scripts/kubernetesSchema.mjs [VERSION]: writes test/data/kubernetes/schema.json, the JSON schema of the kinds below, from the
// OpenAPI documents of the Go module k8s.io/kubernetes. Run by hand when the version moves; it needs Go and fetches the module.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, root, say, which } from './bootstrap.mjs';

const version = process.argv[2] ?? 'v1.37.2';
const file = join(root, 'test/data/kubernetes/schema.json');

/** Group and version, as the OpenAPI documents are named, and the kinds to take from each. */
const kinds = {
  api__v1: ['ConfigMap', 'Pod', 'Service'],
  apis__apps__v1: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  apis__batch__v1: ['CronJob', 'Job'],
  'apis__resource.k8s.io__v1': ['ResourceClaim', 'ResourceClaimTemplate'],
};

if (which('go') === undefined) {
  fail('kubernetesSchema: Go is missing; the schema is made from the Go module k8s.io/kubernetes. Install Go, then try again.');
}
const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-schema-'));
try {
  const module = await download();
  const definitions = new Map();
  const dispatch = [];
  for (const [name, names] of Object.entries(kinds)) {
    const document = JSON.parse(await readFile(join(module, 'api/openapi-spec/v3', `${name}_openapi.json`), 'utf8'));
    for (const kind of names) {
      dispatch.push(addKind(document.components.schemas, kind, definitions));
    }
  }
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Kubernetes ${version}`,
    allOf: dispatch,
    definitions: Object.fromEntries([...definitions].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
  await writeFile(file, `${JSON.stringify(schema)}\n`);
  say(`${file}: ${dispatch.length} kinds, ${definitions.size} definitions of k8s.io/kubernetes ${version}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** The module's folder. */
async function download() {
  say(`Fetching k8s.io/kubernetes ${version}…`);
  const env = { ...process.env, GOMODCACHE: join(directory, 'modules'), GOFLAGS: '-modcacherw', GOWORK: 'off' };
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], {
    cwd: directory,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) {
    await rm(directory, { recursive: true, force: true });
    fail(`kubernetesSchema: version "${version}": go mod download failed: ${stderr || stdout}`);
  }
  return JSON.parse(stdout).Dir;
}

/** Takes a kind and all that it refers to into the definitions; returns the rule that sends its objects there. */
function addKind(schemas, kind, definitions) {
  const [name, schema] = Object.entries(schemas).find(([, { 'x-kubernetes-group-version-kind': served }]) =>
    served?.some((one) => one.kind === kind && served.length === 1),
  );
  const { group, version: apiVersion } = schema['x-kubernetes-group-version-kind'][0];
  addDefinition(schemas, name, definitions);
  return {
    if: {
      required: ['apiVersion', 'kind'],
      properties: { apiVersion: { const: group === '' ? apiVersion : `${group}/${apiVersion}` }, kind: { const: kind } },
    },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
    then: { $ref: `#/definitions/${name}` },
  };
}

function addDefinition(schemas, name, definitions) {
  if (definitions.has(name)) {
    return;
  }
  definitions.set(name, undefined); // a definition may refer to itself
  definitions.set(
    name,
    simplify(schemas[name], (other) => addDefinition(schemas, other, definitions)),
  );
}

/**
 * What validates, and nothing else: without descriptions, defaults and extensions, references made local. Fields that a type does not
 * name are refused, as kubectl does and as the schemas that yaml-language-server fetches for `kubernetes` do.
 */
function simplify(schema, refer) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1);
    refer(name);
    return { $ref: `#/definitions/${name}` };
  }
  if (schema.allOf?.length === 1) {
    return simplify(schema.allOf[0], refer);
  }
  const { type, format, required, items, properties, additionalProperties, oneOf } = schema;
  return {
    ...(type !== undefined && { type }),
    ...(format !== undefined && { format }),
    ...(required !== undefined && { required }),
    ...(items !== undefined && { items: simplify(items, refer) }),
    ...(oneOf !== undefined && { oneOf: oneOf.map((one) => simplify(one, refer)) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, simplify(value, refer)])),
      additionalProperties: false,
    }),
    ...(additionalProperties !== undefined && { additionalProperties: simplify(additionalProperties, refer) }),
  };
}
