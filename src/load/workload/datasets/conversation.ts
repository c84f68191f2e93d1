import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../../gpu/parsed.ts';
import { describeIssue } from '../../plan/describeIssue.ts';
import { userMessage, type Message } from '../promptSource.ts';

/** One entry of a dataset: what is asked, and how long its answer may be where the dataset says so. */
export interface Conversation {
  /** The last one is a user's; empty: nobody asks anything in it. */
  readonly messages: readonly Message[];
  readonly answerTokens?: number;
}

const says = {
  text: () => l10n.t('a text is needed'),
  list: () => l10n.t('a list is needed'),
  tokens: () => l10n.t('a whole number of tokens, 1 or more, is needed'),
};
const text = z.string({ error: says.text });
const tokens = z.int({ error: says.tokens }).check(z.gte(1, { error: says.tokens }));

/** The roles of ShareGPT, from several exports, and those of the API. */
const roles = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
  tool: 'tool',
} as const;

const shareGptTurn = z.object({ from: z.enum(Object.keys(roles) as (keyof typeof roles)[]), value: text });
const message = z.looseObject({ role: text });

/** How entries are told apart: by the field that has what is asked. The first that is there counts. */
const shapes = {
  messages: (entry) => read(z.object({ messages: z.array(message, { error: says.list }) }), entry, ({ messages }) => messages),
  conversations: (entry) =>
    read(z.object({ conversations: z.array(shareGptTurn, { error: says.list }) }), entry, ({ conversations }) =>
      conversations.map(({ from, value }) => ({ role: roles[from], content: value })),
    ),
  prompt: (entry) => read(z.object({ prompt: text }), entry, ({ prompt }) => [userMessage(prompt)]),
  text: (entry) => read(z.object({ text }), entry, (all) => [userMessage(all.text)]),
} satisfies Record<string, (entry: object) => Parsed<readonly Message[]>>;

/** Fields by which datasets say how long an answer may be. */
const answerLength = z.object({
  output_length: z.exactOptional(tokens),
  output_tokens: z.exactOptional(tokens),
  max_tokens: z.exactOptional(tokens),
});

/** Reads one entry, of ShareGPT, of OpenAI's messages, or a plain prompt; a problem names field, value and cure. */
export function readConversation(entry: unknown): Parsed<Conversation> {
  if (typeof entry === 'string') return parsed({ messages: [userMessage(entry)] });
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return problem(l10n.t('an object is needed.'));
  const shape = Object.entries(shapes).find(([field]) => Object.hasOwn(entry, field))?.[1];
  if (shape === undefined) {
    const fields = Object.keys(entry).slice(0, 5).join(', ');
    const known = Object.keys(shapes).join(', ');
    return problem(l10n.t('none of its fields ({0}) has what is asked. Call the field one of {1}.', fields, known));
  }
  const messages = shape(entry);
  if (messages.kind === 'problem') return messages;
  return read(answerLength, entry, (lengths) => {
    const answerTokens = lengths.output_length ?? lengths.output_tokens ?? lengths.max_tokens;
    return { messages: upToLastQuestion(messages.value), ...(answerTokens !== undefined && { answerTokens }) };
  });
}

/** What a server is asked: all before the last answer. Answers before the first question are left out, which many templates refuse. */
function upToLastQuestion(messages: readonly Message[]): readonly Message[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const first = messages.findIndex(({ role }) => role === 'user');
  return messages.slice(0, last + 1).filter(({ role }, index) => index >= first || role !== 'assistant');
}

function read<In, Out>(schema: z.ZodMiniType<In>, entry: object, use: (value: In) => Out): Parsed<Out> {
  const result = schema.safeParse(entry);
  if (result.success) return parsed(use(result.data));
  const [issue] = result.error.issues;
  return problem(issue === undefined ? result.error.message : describeIssue(issue, entry));
}
