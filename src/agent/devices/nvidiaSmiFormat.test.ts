import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './lineSplitter.ts';
import { gpuFields, processFields, readGpuLine, readProcessLine } from './nvidiaSmiFormat.ts';

const uuid = 'GPU-8f3c2a1b-0c1d-2e3f-4a5b-6c7d8e9f0a1b';
const gpu = (line: string) => readGpuLine(line, gpuFields);
const process = (line: string) => readProcessLine(line, processFields);
/** The row of a line that is one. */
function gpuRow(line: string) {
  const read = gpu(line);
  return read.kind === 'row' ? read.row : assert.fail(`${line}: ${read.kind}`);
}

test('a row of a device, with every field', () => {
  assert.deepEqual(gpuRow(`3, ${uuid}, 143771, 21, 143136, 37, 215.28, Disabled, 580.159.03, NVIDIA H200`), {
    uuid,
    index: 3,
    product: 'NVIDIA H200',
    totalMiB: 143_771,
    usedMiB: 21,
    freeMiB: 143_136,
    utilisation: 0.37,
    powerWatts: 215.28,
    isMigOn: false,
    driverVersion: '580.159.03',
  });
});

test('what a driver writes in place of a value is not known, and is no number', () => {
  for (const cell of ['[N/A]', 'N/A', '[Not Supported]', '[Insufficient Permissions]', '', '-']) {
    const row = gpuRow(`0, ${uuid}, 10, ${cell}, ${cell}, ${cell}, ${cell}, ${cell}, ${cell}, ${cell}`);
    assert.deepEqual(row, { uuid, index: 0, product: 'NVIDIA GPU', totalMiB: 10, isMigOn: false }, cell);
  }
  assert.equal(
    gpuRow(`0, ${uuid}, 10, 1, 9, [Unknown Error], [Unknown Error], [N/A], 580, A`).fault,
    undefined,
    'of utilisation and power only',
  );
  for (const fault of ['Unknown Error', 'GPU is lost', 'GPU requires reset']) {
    assert.equal(gpuRow(`0, ${uuid}, [${fault}], [${fault}], [N/A], [N/A], [N/A], [N/A], 580, A`).fault, fault);
  }
});

test('units in spite of nounits, commas in the name, MIG, and a field fewer', () => {
  const row = gpuRow(`0, ${uuid}, 81559 MiB, 3 MiB, 81000 MiB, 0 %, 71.00 W, Enabled, 535.1, NVIDIA Odd, Two [Rev. 2]`);
  assert.deepEqual(
    [row.totalMiB, row.usedMiB, row.utilisation, row.powerWatts, row.isMigOn, row.product],
    [81_559, 3, 0, 71, true, 'NVIDIA Odd, Two [Rev. 2]'],
  );
  const fewer = gpuFields.filter((field) => field !== 'mig.mode.current');
  assert.equal(readGpuLine(`0, ${uuid}, 8, 1, 7, 5, 60, 390.1, Tesla, K80`, fewer).kind, 'row');
});

test('words, headers and half rows are no devices', () => {
  assert.deepEqual(gpu('No devices were found'), { kind: 'noDevices' });
  assert.deepEqual(gpu('Field "mig.mode.current" is not a valid field to query.'), {
    kind: 'unknownField',
    field: 'mig.mode.current',
  });
  for (const line of [
    '',
    '   ',
    'index, uuid, memory.total [MiB], memory.used [MiB], memory.free [MiB], utilization.gpu [%], power.draw [W], a, b, c',
  ]) {
    assert.equal(gpu(line).kind, 'nothing', line);
  }
  for (const line of [
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    'Failed to initialize NVML: Driver/library version mismatch',
    'Unable to determine the device handle for GPU 0000:0B:00.0: GPU is lost.  Reboot the system to recover this GPU',
    `0, ${uuid}, 815`,
    'x, y, 1, 2, 3, 4, 5, 6, 7, 8',
  ]) {
    assert.equal(gpu(line).kind, 'words', line);
  }
});

test('rows of processes', () => {
  const row = (line: string) => {
    const read = process(line);
    return read.kind === 'row' ? read.row : read.kind;
  };
  assert.deepEqual(row(`${uuid}, 4242, 21811, /usr/bin/python3`), { uuid, pid: 4242, usedMiB: 21_811, name: '/usr/bin/python3' });
  assert.deepEqual(row(`${uuid}, 7, [N/A], [Not Found]`), { uuid, pid: 7 });
  assert.deepEqual(row(`${uuid}, 7, [Insufficient Permissions], [Insufficient Permissions]`), { uuid, pid: 7 });
  assert.deepEqual(row(`${uuid}, 9, 5, odd, name [x], --flag=a,b`), {
    uuid,
    pid: 9,
    usedMiB: 5,
    name: 'odd, name [x], --flag=a,b',
  });
  assert.equal(row(`${uuid}, [N/A], 5, a`), 'nothing');
  assert.equal(row('gpu_uuid, pid, used_gpu_memory [MiB], process_name'), 'nothing');
  assert.equal(row('No running processes found'), 'words');
});

test('however the output is cut into chunks, the lines are the same', () => {
  const line = fc.oneof(
    fc.constantFrom(`0, ${uuid}, 1, 2, 3, 4, 5, Disabled, 580, Größe, ünï €`, 'No devices were found', ''),
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
  );
  fc.assert(
    fc.property(
      fc.array(line),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat(200)),
      (lines, ending, isEnded, cuts) => {
        const whole = Buffer.from(lines.join(ending) + (isEnded ? ending : ''));
        const splitter = new LineSplitter();
        const read: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          read.push(...splitter.push(whole.subarray(at, at + cut)));
          at += cut;
        }
        read.push(...splitter.push(whole.subarray(at)), ...splitter.end());
        const text = whole.toString('utf8');
        const expected = text.split(/\r?\n/);
        assert.deepEqual(read, expected.at(-1) === '' ? expected.slice(0, -1) : expected);
        assert.doesNotThrow(() => read.forEach((each) => [gpu(each), process(each)]));
      },
    ),
  );
});
