/** A fact of a tooltip. */
export interface Detail {
  readonly label: string;
  readonly value: string;
}

export interface RowIcon {
  readonly codicon: string;
  /** Id of a theme colour; never the only sign of a state. */
  readonly colour?: string;
}

/** What the actions on a row are about. */
export interface RowSubject {
  readonly deviceUuid?: string;
  /** Of a live job. */
  readonly jobId?: string;
  readonly manifestPath?: string;
  /** Of a cluster. */
  readonly cluster?: ClusterSubject;
}

/** What of a cluster a row is about. */
export type ClusterAbout =
  | { readonly kind: 'context' | 'section' }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'gpu'; readonly node: string; readonly gpu: string }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'workload'; readonly workload: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly workload?: string };

/** With its context; `rowId` is the row without what pins and searches put before it. */
export type ClusterSubject = ClusterAbout & { readonly contextId: string; readonly rowId: string };

/** One row of the tree as it looks now. Rows are values: two with the same content look the same. */
export interface Row {
  /** Stable over updates and unique in the tree, so that selection and expansion survive. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon?: RowIcon;
  /** What `viewItem =~` in package.json looks for. */
  readonly words: readonly RowWord[];
  /** The whole row in words, for a screen reader. */
  readonly spoken: string;
  readonly subject: RowSubject;
  readonly children: readonly Row[];
  /** Whether it shows its children before the user has said so. */
  readonly isOpenAtFirst?: boolean;
  /** Computed when someone asks for the tooltip. */
  readonly details: () => readonly Detail[];
}

export type RowWord =
  | 'target'
  | 'failed'
  | 'noDevice'
  | 'device'
  | 'room'
  | 'slice'
  | 'job'
  | 'endpoint'
  | 'manifest'
  | 'quiet'
  | 'sending'
  | 'foreign'
  | 'context'
  | 'connected'
  | 'pinned'
  | 'pinnable'
  | 'node'
  | 'gpu'
  | 'queue'
  | 'workload'
  | 'waiting'
  | 'stopped'
  | 'pod';

/** Whether a row looks the same as before; its children and its tooltip are judged on their own. */
export function looksSame(a: Row, b: Row): boolean {
  return look(a) === look(b);
}

/** Whether no more than figures in its text changed, which can wait while someone reads. */
export function differsInFigures(a: Row, b: Row): boolean {
  const rest = (row: Row) => look({ ...row, description: '', spoken: '' }) + row.children.map(({ id }) => id).join('\n');
  return rest(a) === rest(b);
}

function look({ label, description, icon, words, spoken, subject, children }: Row): string {
  return JSON.stringify([label, description, icon, words, spoken, subject, children.length > 0]);
}
