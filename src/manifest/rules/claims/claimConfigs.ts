import * as l10n from '@vscode/l10n';
import type { DeviceConfig } from '../../claims/claim.ts';
import { replaceScalar } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';
import type { Located } from '../../workload.ts';
import { isTemplated } from '../../isTemplated.ts';
import type { ClaimInput } from './claimInput.ts';

const strategies = ['TimeSlicing', 'MPS'];
const intervals = ['Default', 'Short', 'Medium', 'Long'];
/** Gates of NVIDIA's driver for each way of sharing, alpha: off unless somebody turned them on. */
const gates: Readonly<Record<string, string>> = { TimeSlicing: 'TimeSlicingSettings', MPS: 'MPSSupport' };

/** Parameters for NVIDIA's driver (GpuConfig and MigDeviceConfig of resource.nvidia.com/v1beta1); Kubernetes does not read them. */
export function checkConfigs({ file, claim }: ClaimInput): readonly Finding[] {
  return claim.configs.filter(isOfNvidia).flatMap(({ strategy, interval }): readonly Finding[] => {
    const wrong = [...checkWord(file, 'strategy', strategy, strategies), ...checkWord(file, 'interval', interval, intervals)];
    const gate = strategy !== undefined && Object.hasOwn(gates, strategy.value) ? gates[strategy.value] : undefined;
    if (wrong.length > 0 || strategy === undefined || gate === undefined) return wrong;
    const message = l10n.t(
      'sharing {0}: the driver heeds it only where its gate {1} is on, which it is not by itself. Ask who runs the cluster.',
      strategy.value,
      gate,
    );
    return [{ rule: 'claim-config-gate', severity: 'hint', message, range: strategy.range, fixes: [] }];
  });
}

function isOfNvidia({ driver, kind }: DeviceConfig): boolean {
  return driver === 'gpu.nvidia.com' && (kind === 'GpuConfig' || kind === 'MigDeviceConfig');
}

function checkWord(
  file: SourceText,
  field: string,
  written: Located<string> | undefined,
  known: readonly string[],
): readonly Finding[] {
  if (written === undefined || known.includes(written.value) || isTemplated(written.value)) return [];
  const letters = written.value.toLowerCase().replace(/[^a-z]/g, '');
  const meant = known.find((word) => word.toLowerCase() === letters);
  const message = l10n.t(
    '{0} "{1}": the driver refuses it, and the containers do not start. Use {2}.',
    field,
    written.value,
    known.join(l10n.t(' or ')),
  );
  const fixes = meant === undefined ? [] : [{ title: l10n.t('Use "{0}"', meant), edits: [replaceWord(file, written, meant)] }];
  return [{ rule: 'claim-config', severity: 'error', message, range: written.range, fixes }];
}

function replaceWord(file: SourceText, { range }: Located<string>, word: string): ReturnType<typeof replaceScalar> {
  const [first] = file.lines.slice(range);
  return first === '"' || first === "'" ? replaceScalar(file, range, word) : { range, text: word };
}
