import { admissionPages } from './pages/admissionPages.ts';
import { enginePages } from './pages/enginePages.ts';
import { claimPages } from './pages/claimPages.ts';
import { claimUsePages } from './pages/claimUsePages.ts';
import { keyPages } from './pages/keyPages.ts';
import { limitPages } from './pages/limitPages.ts';
import { nvPages } from './pages/nvPages.ts';
import { objectPages } from './pages/objectPages.ts';
import { holderPages } from './pages/holderPages.ts';
import { placePages } from './pages/placePages.ts';
import { valuePages } from './pages/valuePages.ts';
import { queuePages } from './pages/queuePages.ts';
import { hamiPages, piecePages } from './pages/resourcePages.ts';
import type { RulePage } from './pages/rulePage.ts';
import { textPages } from './pages/textPages.ts';

/** What every rule that a finding can name means; the pages of docs/rules are written from it. */
export const ruleTable = {
  ...admissionPages,
  ...limitPages,
  ...nvPages,
  ...hamiPages,
  ...piecePages,
  ...keyPages,
  ...holderPages,
  ...valuePages,
  ...queuePages,
  ...placePages,
  ...enginePages,
  ...claimUsePages,
  ...claimPages,
  ...objectPages,
  ...textPages,
} as const satisfies Readonly<Record<string, RulePage>>;

/** The stable names of the rules: a rule without a page does not compile. */
export type RuleId = keyof typeof ruleTable;
