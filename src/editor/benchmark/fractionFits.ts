import * as l10n from '@vscode/l10n';
import { describeShortRefusal } from '../../gpu/describePlacement.ts';
import { formatGiB } from '../../gpu/memory.ts';
import { nameProduct } from '../../gpu/product.ts';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import type { LaunchPlan } from '../../protocol/agent.ts';
import { memberDeployment } from '../../target/benchmark/memberDeployment.ts';
import type { Target } from '../../target/target.ts';

/** Whether a slice of a share could be launched now: how large it is, or why not. */
export interface FractionFit {
  readonly share: number;
  readonly fits: boolean;
  /** `39.8 GiB of an H100 80GB`, `no room: 25 % free`. */
  readonly text: string;
}

export interface FitQuestion {
  readonly model: SweepModel;
  /** Text of its manifest. */
  readonly manifest?: string;
  readonly deviceUuid?: string;
}

/** Asks the target where each share would be placed; nothing is launched. */
export async function fitFractions(
  target: Pick<Target, 'engines' | 'plan'>,
  { model, manifest, deviceUuid }: FitQuestion,
  shares: readonly number[],
): Promise<readonly FractionFit[]> {
  const engines = await target.engines();
  return await Promise.all(
    shares.map(async (share) => {
      const deployment = memberDeployment({ ...model, share }, { engines, ...(manifest !== undefined && { manifest }) });
      const options = { ...deployment.options, model: model.model, ...(deviceUuid !== undefined && { deviceUuid }) };
      return { share, ...describeFit(await target.plan({ ...deployment, options })) };
    }),
  );
}

function describeFit({ placement, problems }: LaunchPlan): Omit<FractionFit, 'share'> {
  if (placement.kind === 'refused') {
    const why = describeShortRefusal(placement);
    return { fits: false, text: placement.reason === 'full' ? l10n.t('no room: {0}', why) : why };
  }
  const [problem] = problems;
  if (problem !== undefined) {
    return { fits: false, text: problem.message };
  }
  const [device] = placement.devices;
  const memory = formatGiB(placement.requestMiB);
  return { fits: true, text: device === undefined ? memory : l10n.t('{0} of {1}', memory, nameProduct(device.product)) };
}
