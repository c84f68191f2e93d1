// fakeNvidiaSmi: stands in for nvidia-smi, which cannot be had without a GPU and cannot be made to fail on command.
// It shows the devices and processes of the JSON file FAKE_NVIDIA_SMI, read anew each second, and notes each start and end in
// a line of `<that file>.runs`. `mode` there: hang, crash (after the next tick), fail (in the driver's words), or nothing.
import { appendFileSync, readFileSync } from 'node:fs';

const file = process.env.FAKE_NVIDIA_SMI ?? '';
const args = process.argv.slice(2);
const query = args.find((arg) => arg.startsWith('--query-')) ?? '';
const [what = '', list = ''] = query.slice('--query-'.length).split('=');
const isLoop = args.includes('-l');
appendFileSync(`${file}.runs`, `${JSON.stringify({ pid: process.pid, what, isLoop })}\n`);

const read = () => JSON.parse(readFileSync(file, 'utf8'));
const cell = (row, field) => (row[field] === undefined ? '[N/A]' : String(row[field]));

function tick() {
  const { mode, devices = [], processes = [], unknownFields = [] } = read();
  if (mode === 'hang') {
    return false;
  }
  if (mode === 'fail') {
    process.stdout.write(
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n",
    );
    process.exit(9);
  }
  const fields = list.split(',');
  const unknown = fields.find((field) => unknownFields.includes(field));
  if (unknown !== undefined) {
    process.stdout.write(`Field "${unknown}" is not a valid field to query.\n\n`);
    process.exit(2);
  }
  if (devices.length === 0) {
    process.stdout.write('No devices were found\n');
    process.exit(6);
  }
  const rows = what === 'gpu' ? devices : processes;
  process.stdout.write(rows.map((row) => `${fields.map((field) => cell(row, field)).join(', ')}\n`).join(''));
  if (mode === 'crash' && isLoop) {
    process.exit(255);
  }
  return true;
}

function next() {
  if (!tick()) {
    setTimeout(next, 200);
  } else if (isLoop) {
    setTimeout(next, 1000);
  }
}

next();
