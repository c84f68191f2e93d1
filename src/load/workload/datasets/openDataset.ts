import * as l10n from '@vscode/l10n';
import type { Lengths } from '../../plan/loadPlan.ts';
import { drawLength } from '../drawLength.ts';
import { forEachItem, parseItem } from '../files/forEachItem.ts';
import { badRow, TrafficFileError } from '../files/trafficFileError.ts';
import type { PromptSource } from '../promptSource.ts';
import { randomNumbers } from '../randomNumbers.ts';
import { readConversation, type Conversation } from './conversation.ts';
import { KeptSample } from './keptSample.ts';

/** Of each worker thread. */
const mostKeptCharacters = 1 << 26;

/**
 * Conversations of a file: ShareGPT, OpenAI's messages or plain prompts, as JSON array or JSON Lines. They are asked in an order by
 * the seed, and once more from the start when all were. Rejects with a TrafficFileError.
 */
export async function openDataset(
  file: string,
  answer: Lengths,
  seed: number,
  mostCharacters = mostKeptCharacters,
): Promise<PromptSource> {
  const sample = new KeptSample<Conversation>(mostCharacters, seed);
  let entries = 0;
  await forEachItem(file, (text, line) => {
    entries += 1;
    const conversation = readEntry(file, text, line);
    // exports have conversations without a turn
    if (conversation.messages.length > 0) sample.add(conversation, text.length);
  });
  const conversations = sample.shuffled();
  const [first] = conversations;
  if (first === undefined) {
    throw new TrafficFileError(
      'empty',
      entries === 0
        ? l10n.t('{0}: nothing is in it. Give a file with conversations or prompts.', file)
        : l10n.t('{0}: none of its {1} conversations has a question of a user. Give a file with some.', file, entries),
    );
  }
  return {
    ask: (index) => {
      const { messages, answerTokens } = conversations[index % conversations.length] ?? first;
      return { messages, maxTokens: answerTokens ?? drawLength(answer, randomNumbers(seed, 'request', index)) };
    },
  };
}

function readEntry(file: string, text: string, line: number): Conversation {
  const item = parseItem(text);
  if (item === undefined) {
    throw badRow(
      file,
      line,
      l10n.t('not JSON: {0}. Write each conversation as one line of JSON, or all of them as one JSON array.', shorten(text)),
    );
  }
  const read = readConversation(item.value);
  if (read.kind === 'problem') throw badRow(file, line, read.problem);
  return read.value;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
