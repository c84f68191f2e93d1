import type { LoadPlan } from '../plan/loadPlan.ts';
import type { Ask, Message } from './promptSource.ts';
import type { PlannedRequest } from './workload.ts';

/** Writes what is asked as the JSON of the endpoint's API. Further fields of the endpoint take the place of ours. */
export function requestBody(
  { endpoint, ignoresEndOfText }: Pick<LoadPlan, 'endpoint' | 'ignoresEndOfText'>,
  { messages, maxTokens }: Ask,
): Pick<PlannedRequest, 'body' | 'maxTokens'> {
  const { api, model, body: further } = endpoint;
  if (api === 'embeddings') {
    return { body: JSON.stringify({ model, input: textOf(messages.slice(-1)), ...further }) };
  }
  const fields = {
    model,
    ...(api === 'chat' ? { messages } : { prompt: textOf(messages) }),
    max_tokens: maxTokens,
    // min_tokens holds where a stop word would end the answer that ignore_eos lets go on
    ...(ignoresEndOfText && { ignore_eos: true, min_tokens: maxTokens }),
    stream: true,
    ...further,
    stream_options: { include_usage: true, ...asFields(further['stream_options']) },
  };
  const longest: unknown = further['max_completion_tokens'] ?? fields.max_tokens;
  return { body: JSON.stringify(fields), ...(typeof longest === 'number' && { maxTokens: longest }) };
}

/** The words of messages, for APIs that know none. */
function textOf(messages: readonly Message[]): string {
  return messages.map(({ content }) => partsOf(content).join('\n')).join('\n\n');
}

function partsOf(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  return Array.isArray(content) ? content.map((part) => asFields(part)['text']).filter((text) => typeof text === 'string') : [];
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
