import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { describeRequest, describeShortRefusal } from '../../gpu/describePlacement.ts';
import { countedMiB } from '../../gpu/device.ts';
import { memoryOfAmount, shareOfAmount } from '../../gpu/fraction.ts';
import { formatGiB, formatMiB } from '../../gpu/memory.ts';
import { place, type DeviceUse } from '../../gpu/placement.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { MiB } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { formatShare } from '../../gpu/share.ts';
import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { describePiece, type FixedPiece } from '../../gpu/piece.ts';
import { cudaContextMiB } from '../../inference/models/estimateMemory.ts';
import { describeDialect, enforcementOf, type DialectId } from './dialectTexts.ts';
import { exampleModels } from './exampleDevices.ts';
import { markdownCode } from './markdownCode.ts';
import { modelsInReach } from './modelsInReach.ts';
import type { Model } from './requestWords.ts';

/** What of the manifest and its cluster the text speaks of. */
export interface HoverFacts {
  /** In which the request is written. */
  readonly dialect: DialectId;
  readonly cluster: ClusterFacts;
  /** Paragraphs on the model that is served. */
  readonly model?: readonly string[];
  /** What the cluster adds to the pods. */
  readonly additions?: readonly string[];
}

/** Markdown of what a request means on every model in reach; `uses` is undefined while no device is known. */
export function hoverText(request: FractionRequest, uses: readonly DeviceUse[] | undefined, facts: HoverFacts): string {
  const inReach = modelsInReach(uses?.map(({ device }) => device) ?? [], facts.cluster);
  const isKnown = uses !== undefined || inReach.length > 0;
  const models = isKnown ? inReach : exampleModels();
  return [
    headline(request),
    ...(models.length === 0 ? [l10n.t('This machine has no GPU that is known.')] : [table(request, models, uses)]),
    ...(!isKnown ? [l10n.t('Examples: the GPUs of this machine are not known yet.')] : []),
    ...(facts.model ?? []),
    [counting(request), usable(request)].join(' '),
    [enforcement(request), enforcementOf(facts.dialect, facts.cluster)].join(' '),
    describeDialect(facts.dialect),
    ...clusterAdds(facts.additions ?? []),
  ].join('\n\n');
}

/** Markdown of a piece of fixed size. */
export function pieceText(piece: FixedPiece, { dialect, cluster, model = [] }: HoverFacts): string {
  const size =
    piece.kind === 'mig'
      ? piece.memoryMiB === undefined
        ? l10n.t('Its name says nothing of its memory.')
        : l10n.t('By its name it has {0} of memory; a process can use somewhat less.', formatGiB(piece.memoryMiB))
      : l10n.t('A replica is a turn on the GPU: it has no memory of its own, and sees that of the whole GPU.');
  return [
    l10n.t('**{0}** for container {1}', describePiece(piece), markdownCode(piece.container)),
    size,
    ...model,
    enforcementOf(dialect, cluster),
    describeDialect(dialect),
  ].join('\n\n');
}

function clusterAdds(additions: readonly string[]): readonly string[] {
  if (additions.length === 0) return [];
  const lines = additions.map((line) => `- ${line}`).join('\n');
  return [`${l10n.t('The cluster will add, as KAI 0.17 does:')}\n\n${lines}`];
}

function headline(request: FractionRequest): string {
  const asked = l10n.t('**{0}** for container {1}', describeRequest(request), markdownCode(request.container));
  return request.limit === undefined
    ? l10n.t('{0}; no limit is written, so the limit is the request.', asked)
    : l10n.t('{0}, up to a limit of **{1}**.', asked, describeAmount(request.limit));
}

function table(request: FractionRequest, models: readonly Model[], uses: readonly DeviceUse[] | undefined): string {
  const hasLimit = request.limit !== undefined;
  const head = [
    l10n.t('GPU'),
    request.devices > 1 ? l10n.t('request, each') : l10n.t('request'),
    l10n.t('share'),
    ...(request.devices > 1 ? [l10n.t('in all')] : []),
    ...(hasLimit ? [l10n.t('limit')] : []),
    l10n.t('counted memory'),
    ...(uses === undefined ? [] : [l10n.t('now')]),
  ];
  const rows = models.map((model) => {
    const counted = countedMiB(model);
    return [
      nameOf(model, uses),
      memory(memoryOfAmount(request.request, counted)),
      shareText(request.request, counted),
      ...(request.devices > 1 ? [formatGiB(memoryOfAmount(request.request, counted) * request.devices)] : []),
      ...(request.limit === undefined ? [] : [memory(memoryOfAmount(request.limit, counted))]),
      memory(counted),
      ...(uses === undefined
        ? []
        : [
            fitText(
              request,
              uses.filter(({ device }) => isModel(device, model)),
            ),
          ]),
    ];
  });
  return [row(head), `|${' :--- |'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}

/** Hovers leave no room between columns. */
function row(cells: readonly string[]): string {
  return `| ${cells.join(' &nbsp; | ')} |`;
}

function isModel(device: Model, { product, memoryMiB }: Model): boolean {
  return device.product === product && device.memoryMiB === memoryMiB;
}

function nameOf(model: Model, uses: readonly DeviceUse[] | undefined): string {
  const devices = uses?.filter(({ device }) => isModel(device, model)) ?? [];
  const name = displayProduct(model.product);
  const counted = devices.length > 1 ? l10n.t('{0} × {1}', name, devices.length) : name;
  return devices.some(({ device }) => device.simulated) ? l10n.t('{0} (simulated)', counted) : counted;
}

/** `39.8 GiB (40750 MiB)`. */
function memory(memoryMiB: MiB): string {
  return `${formatGiB(memoryMiB)} (${formatMiB(memoryMiB)})`;
}

function shareText(amount: Amount, counted: MiB): string {
  const share = shareOfAmount(amount, counted);
  return share > 1 ? l10n.t('more than one') : formatShare(share);
}

/** A dash for a model of a cluster: what is free there is not known here. */
function fitText(request: FractionRequest, uses: readonly DeviceUse[]): string {
  if (uses.length === 0) return '–';
  const placement = place(request, uses);
  return placement.kind === 'fits' ? l10n.t('fits') : l10n.t('no: {0}', describeShortRefusal(placement));
}

/** How exact the figures are. */
function counting({ request }: FractionRequest): string {
  return request.kind === 'share'
    ? l10n.t('A GPU counts with its memory rounded down to hundreds of MiB; a share of it is cut to whole MiB.')
    : l10n.t(
        'A GPU counts with its memory rounded down to hundreds of MiB; memory is held as a share of it, rounded up to hundredths.',
      );
}

/** A process cannot use all that it is granted. */
function usable({ devices }: FractionRequest): string {
  const each = devices === 1 ? '' : l10n.t('Each of the {0} devices gives that much.', devices);
  const context = l10n.t(
    'Of its memory a process can use about {0} less: the CUDA context takes them.',
    formatMiB(cudaContextMiB),
  );
  return [each, context].filter(Boolean).join(' ');
}

function enforcement({ limit }: FractionRequest): string {
  return limit === undefined
    ? l10n.t('On this machine the watchdog stops a job that grows beyond its request.')
    : l10n.t('On this machine the watchdog stops a job that grows beyond its limit.');
}
