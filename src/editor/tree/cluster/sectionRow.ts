import type { Row } from '../row.ts';
import { subjectOf, type ClusterLook } from './clusterLook.ts';

interface Section {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly children: readonly Row[];
  readonly isOpenAtFirst?: boolean;
  readonly codicon?: string;
}

/** A heading with rows below it. */
export function sectionRow(look: ClusterLook, { id, label, description, children, isOpenAtFirst, codicon }: Section): Row {
  return {
    id,
    label,
    description,
    ...(codicon !== undefined && { icon: { codicon } }),
    words: [],
    spoken: [label, description].filter(Boolean).join(', '),
    subject: subjectOf(look, id, { kind: 'section' }),
    children,
    ...(isOpenAtFirst !== undefined && { isOpenAtFirst }),
    details: () => [],
  };
}
