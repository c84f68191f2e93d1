import type { Amount, FractionRequest } from '../gpu/request.ts';
import { confirmAmount } from './confirmAmount.ts';
import { rewrite } from './convert.ts';
import type { AmountEdits } from './dialects/dialect.ts';
import { dialects, readRequest } from './dialects/dialects.ts';
import { dra } from './dialects/dra.ts';
import { kai } from './dialects/kai.ts';
import { nvFractions } from './dialects/nvFractions.ts';
import { wholeGpu } from './dialects/wholeGpu.ts';
import { findMeantContainer } from './fractionContainer.ts';
import type { ManifestFile, ManifestWorkload } from './manifestFile.ts';
import type { RuleInput } from './rules/rule.ts';
import { spareActions } from './templating/editsAndActions.ts';

/** The edits that make the workload ask for another amount; every other byte of the text stays. All of a device is a whole GPU. */
export function setFraction(file: ManifestFile, item: ManifestWorkload, amount: Amount): AmountEdits {
  const written = spareActions(file, writeAmount(file, item, amount), item.workload.name.range);
  return confirmAmount(file, item, written, amount);
}

function writeAmount(file: ManifestFile, item: ManifestWorkload, amount: Amount): AmountEdits {
  const input: RuleInput = { file, item, cluster: file.options.cluster };
  const dialect = dialects.find((candidate) => candidate.read(input).kind !== 'none');
  const reading = readRequest(input);
  if (amount.kind !== 'share' || amount.share < 1) {
    // A share has no words in NvFractions; the same cluster reads it as an annotation of KAI.
    const isShareOfMemory = dialect === nvFractions && amount.kind === 'share' && reading.kind === 'request';
    return isShareOfMemory && !isByMps(reading.request)
      ? rewrite(file, item, nvFractions, kai, {
          devices: reading.request.devices,
          request: amount,
          container: reading.request.container,
        })
      : (dialect ?? kai).setAmount(input, amount);
  }
  // A claim says whole devices itself.
  if (dialect === dra) return dra.setAmount(input, amount);
  const whole: FractionRequest = {
    devices: reading.kind === 'request' ? reading.request.devices : reading.kind === 'fixed' ? reading.piece.count : 1,
    request: amount,
    container: reading.kind === 'request' ? reading.request.container : (findMeantContainer(item.workload.template)?.name ?? ''),
  };
  if (dialect === undefined) return wholeGpu.add(input, whole);
  return dialect === wholeGpu ? wholeGpu.setAmount(input, amount) : rewrite(file, item, dialect, wholeGpu, whole);
}

function isByMps({ compute }: FractionRequest): boolean {
  return compute?.kind === 'mode' && compute.mode === 'sm-sharing';
}
