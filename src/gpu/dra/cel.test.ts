import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Selectors, type SelectorAnswer } from './cel.ts';
import { parseNanoQuantity } from './nanoQuantity.ts';
import type { Candidate } from './pools.ts';
import type { AttributeValue } from './resourceSlice.ts';

const attributes: readonly (readonly [string, AttributeValue])[] = [
  ['productName', { kind: 'string', value: 'H100' }],
  ['index', { kind: 'int', value: 5n }],
  ['healthy', { kind: 'bool', value: true }],
  ['driverVersion', { kind: 'version', value: '580.95.5' }],
  ['resource.kubernetes.io/pcieRoot', { kind: 'string', value: 'pci0' }],
];

function candidateWith(more: readonly (readonly [string, AttributeValue])[] = []): Candidate {
  const memory = parseNanoQuantity('40Gi');
  assert.ok(memory !== undefined);
  const device = {
    name: 'gpu-0',
    attributes: new Map([...attributes, ...more]),
    capacity: new Map([['memory', { value: memory }]]),
    allowsMultipleAllocations: true,
    consumesCounters: [],
    taints: [],
    nodes: { kind: 'none' },
    hasBindingConditions: false,
  } as const;
  return { id: 'gpu.nvidia.com/node/gpu-0', driver: 'gpu.nvidia.com', pool: 'node', device, choosesNodes: false };
}

const own = 'device.attributes["gpu.nvidia.com"]';
const memory = 'device.capacity["gpu.nvidia.com"].memory';

// What k8s.io/dynamic-resource-allocation 0.37 cel answers for the same device.
const expressions: readonly (readonly [string, SelectorAnswer['kind']])[] = [
  ['device.driver == "gpu.nvidia.com"', 'matches'],
  ['device.driver == "mig.nvidia.com"', 'differs'],
  ['device.allowMultipleAllocations', 'matches'],
  [`${own}.productName == 'H100'`, 'matches'],
  [`${own}.productName in ["A100", "L40S"]`, 'differs'],
  [`${own}["productName"].startsWith("H")`, 'matches'],
  [`${own}.productName.lowerAscii().matches("^h\\\\d+$")`, 'matches'],
  [`${own}.productName.find("[0-9]+") == "100"`, 'matches'],
  [`${own}.productName.charAt(0) == "H"`, 'matches'],
  [`${own}.productName.matches("(?i)h")`, 'unreadable'],
  [`${own}.productName == 5`, 'differs'],
  [`${own}.productName > 5`, 'fails'],
  [`${own}.productName`, 'fails'],
  [`${own}.index == 5 && ${own}.index < 6.5`, 'matches'],
  [`${own}.healthy`, 'matches'],
  [`!${own}.healthy`, 'differs'],
  [`${own}.missing == 1`, 'fails'],
  [`${own}.missing == 1 || ${own}.healthy`, 'matches'],
  [`device.attributes["other.domain"].missing == 1`, 'fails'],
  [`${own}.?missing.orValue(7) == 7`, 'matches'],
  [`device.attributes[?"other.domain"].?missing.orValue("") == ""`, 'matches'],
  [`has(${own}.productName) && !has(${own}.missing)`, 'matches'],
  [`has(device.attributes["other.domain"].missing)`, 'differs'],
  [`${own}.productName == "has (x)" || has( ${own}.index )`, 'matches'],
  [`"gpu.nvidia.com" in device.attributes && !("other.domain" in device.attributes)`, 'matches'],
  [`"index" in ${own} && !("index" in device.attributes["other.domain"])`, 'matches'],
  [`device.attributes["resource.kubernetes.io"].pcieRoot == "pci0"`, 'matches'],
  [`cel.bind(a, ${own}, a.index == 5 && a.healthy)`, 'matches'],
  [`${own}.exists(name, name == "index")`, 'matches'],
  [`${memory}.compareTo(quantity("40Gi")) >= 0`, 'matches'],
  [`${memory}.compareTo(quantity("40.1Gi")) >= 0`, 'differs'],
  [`${memory}.isGreaterThan(quantity("39Gi")) && ${memory}.isLessThan(quantity("50G"))`, 'matches'],
  [`${memory} == quantity("40960Mi") && ${memory} != quantity("1")`, 'matches'],
  [`${memory}.sub(quantity("39Gi")).asInteger() == 1073741824`, 'matches'],
  [`${memory}.add(1).isInteger() && sign(quantity("-1")) == -1`, 'matches'],
  [`quantity("much") == ${memory}`, 'fails'],
  [`isQuantity("1Gi") && !isQuantity("much")`, 'matches'],
  [`${own}.driverVersion.isGreaterThan(semver("570.0.0"))`, 'matches'],
  [`${own}.driverVersion.compareTo(semver("v580.95.5", true)) == 0`, 'matches'],
  [`${own}.driverVersion == semver("580.95.5") && ${own}.driverVersion.major() == 580`, 'matches'],
  [`${own}.driverVersion == "580.95.5"`, 'fails'],
  [`${own}.driverVersion.isLessThan(semver("1.2"))`, 'fails'],
  [`isSemver("1.2.3") && !isSemver("1.2") && isSemver("1.2", true)`, 'matches'],
  ['true', 'matches'],
  ['', 'unreadable'],
  ['device.', 'unreadable'],
  ['device.driver', 'unreadable'],
  ['device.unknown == 1', 'unreadable'],
  ['nothing.like.it', 'unreadable'],
];

for (const [expression, answer] of expressions) {
  test(`${expression === '' ? 'nothing' : expression} ${answer}`, () => {
    const selectors = new Selectors();
    const candidate = candidateWith();
    const given = selectors.ask(expression, candidate);
    assert.equal(given.kind, answer, JSON.stringify(given));
    assert.deepEqual(selectors.ask(expression, candidate), given);
  });
}

test('what fails says why, in one line', () => {
  const answer = new Selectors().ask(`${own}.missing == 1`, candidateWith());
  assert.deepEqual(answer, { kind: 'fails', message: 'No such key: missing' });
});

test('a device with a version that is none fails every selector', () => {
  const answer = new Selectors().ask('true', candidateWith([['broken', { kind: 'version', value: 'one' }]]));
  assert.deepEqual(answer, { kind: 'fails', message: '"one" is not a semantic version' });
});
