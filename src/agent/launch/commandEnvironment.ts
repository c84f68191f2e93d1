import type { Placement } from '../../gpu/placement.ts';
import { visibleDevices } from '../../inference/engines/visibleDevices.ts';
import type { Environment } from '../jobs/shellEnvironments.ts';

/** The environment of a command line: that of its shell, and what the slice dictates. */
export function commandEnvironment(shell: Environment, placement: Extract<Placement, { kind: 'fits' }>): Environment {
  const { devices, grants } = placement;
  return {
    // its output goes to a file: without this, Python would keep lines back until a buffer is full
    PYTHONUNBUFFERED: '1',
    ...shell,
    ...visibleDevices({
      deviceUuids: devices.map(({ uuid }) => uuid),
      simulated: devices.some(({ simulated }) => simulated),
    }),
    GPU_FRACTIONS_MEMORY_MIB: String(Math.min(...grants.map(({ requestMiB }) => requestMiB))),
    GPU_FRACTIONS_LIMIT_MIB: String(Math.min(...grants.map(({ limitMiB }) => limitMiB))),
  };
}
