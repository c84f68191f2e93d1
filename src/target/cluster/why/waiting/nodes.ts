import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import { nameNodes } from '../nameNodes.ts';
import { whyOut } from '../whyOut.ts';
import type { Look, WaitInput } from './look.ts';

/** Nodes that match the pod but take nothing at the moment: cordoned, not ready, tainted, not ready for shares. */
export function lookAtNodes({ pod, objects, view }: WaitInput): readonly Look[] {
  if (pod === undefined || known(objects.nodes).length === 0) return [];
  const matching = view.nodes.filter(({ node }) =>
    Object.entries(pod.nodeSelector).every(([label, value]) => node.labels[label] === value),
  );
  const out = matching.flatMap(({ node, name }) => {
    const why = whyOut(node, pod, objects);
    return why === undefined ? [] : [{ ...why, name }];
  });
  if (out.length === 0) return [];
  const groups = [...Map.groupBy(out, ({ text }) => text)].map(([text, same]) => ({
    text: `${text} (${nameNodes(same.map(({ name }) => name))})`,
    cures: same.slice(0, 1).map(({ cure }) => cure),
  }));
  const text = groups.map((group) => group.text).join('; ');
  const isAll = out.length === matching.length;
  return [
    {
      step: { kind: 'nodes', state: isAll ? 'blocks' : 'passed', text: l10n.t('Nodes that take no such pod: {0}.', text) },
      ...(isAll && {
        headline: { text: l10n.t('no node takes it: {0}', groups[0]?.text ?? '') },
        cures: groups.flatMap(({ cures }) => cures),
      }),
    },
  ];
}
