import * as l10n from '@vscode/l10n';

/** A figure that was published, as a multiple of what the same card bears as a whole. */
export interface PublishedFigure {
  /** The fraction that it was measured at; absent: several models share the card. */
  readonly share?: number;
  readonly of: 'tokensOfSlice' | 'usersOfSlice' | 'usersOfCard' | 'usersOfMix';
  readonly times: number;
}

/**
 * What NVIDIA and Nebius published of NVIDIA Run:ai on 18 February 2026: 152,694 of 198,680 tokens/s and 8,768 of 10,200 users at half a
 * GPU; 72 % more users with a small model at a quarter; three times the users with three models on shared GPUs.
 */
export const publishedFigures: readonly PublishedFigure[] = [
  { of: 'tokensOfSlice', share: 1 / 2, times: 0.77 },
  { of: 'usersOfSlice', share: 1 / 2, times: 0.86 },
  { of: 'usersOfCard', share: 1 / 4, times: 1.72 },
  { of: 'usersOfMix', times: 3 },
];

export function publishedText({ of }: PublishedFigure): string {
  switch (of) {
    case 'tokensOfSlice':
      return l10n.t('half a GPU gives 77 % of the tokens');
    case 'usersOfSlice':
      return l10n.t('half a GPU serves 86 % of the users');
    case 'usersOfCard':
      return l10n.t('quarters serve 72 % more users a card');
    case 'usersOfMix':
      return l10n.t('mixed models serve 3 times the users');
  }
}

/** The same in short, for a line of a chart. */
export function publishedLabel({ of }: PublishedFigure): string {
  switch (of) {
    case 'tokensOfSlice':
      return l10n.t('published at 1/2: 77 %');
    case 'usersOfSlice':
      return l10n.t('published at 1/2: 86 %');
    case 'usersOfCard':
      return l10n.t('published at 1/4: 172 %');
    case 'usersOfMix':
      return l10n.t('published, mixed: 300 %');
  }
}

export function publishedSource(): string {
  return l10n.t(
    'Published: NVIDIA Run:ai with Nebius, 18 February 2026, NVIDIA NIM on 64 and 32 GPUs, first token of each user within 1,000 ms; Llama 3.1 8B at half a GPU, Phi-4-Mini at a quarter, both of them and Qwen embeddings mixed. Other models, engines and cards than here: a reference, not a result.',
  );
}
