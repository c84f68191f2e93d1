import * as z from 'zod/mini';
import { ApiError } from './apiError.ts';

/** A field that may be absent or null. */
function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.optional(z.nullable(schema));
}

const between = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number(error).check(z.gte(least, error), z.lte(most, error));
};
const positive = z.int('must be a whole number, 1 or more').check(z.gte(1, 'must be a whole number, 1 or more'));
const flag = z.boolean('must be true or false');
const string = z.string('must be a string');
const stopString = string.check(z.minLength(1, 'must not be empty'), z.maxLength(1000, 'must have at most 1000 characters'));

const sampling = {
  model: optional(string),
  stream: optional(flag),
  stream_options: optional(z.object({ include_usage: optional(flag) }, 'must be an object')),
  max_tokens: optional(positive),
  max_completion_tokens: optional(positive),
  temperature: optional(between(0, 2)),
  top_p: optional(between(0, 1)),
  top_k: optional(z.int('must be a whole number, -1 or more').check(z.gte(-1, 'must be a whole number, -1 or more'))),
  seed: optional(z.int('must be a whole number')),
  stop: optional(
    z.union(
      [stopString, z.array(stopString).check(z.maxLength(16))],
      'must be a string or up to 16 strings, none of them empty or above 1000 characters',
    ),
  ),
  ignore_eos: optional(flag),
  n: optional(z.literal(1, 'must be 1: this engine gives one answer a request')),
};

const content = z.union([string, z.array(z.object({ type: z.literal('text'), text: z.string() }))], {
  error: 'must be a string or parts of the type "text"',
});

/** Body of POST /v1/chat/completions, as far as this engine reads it. */
export const chatRequestSchema = z.object({
  ...sampling,
  messages: z
    .array(
      z.object(
        { role: z.enum(['system', 'developer', 'user', 'assistant'], 'must be system, developer, user or assistant'), content },
        'must be an object with role and content',
      ),
      'must be a list of messages',
    )
    .check(z.minLength(1, 'must hold at least one message')),
});

/** Body of POST /v1/completions, as far as this engine reads it. */
export const textRequestSchema = z.object({
  ...sampling,
  prompt: z.union([string, z.tuple([string])], 'must be a string or a list of one string'),
});

export type ChatRequestBody = z.infer<typeof chatRequestSchema>;
export type SamplingFields = Omit<z.infer<typeof textRequestSchema>, 'prompt'>;

/** Parameters that change an answer and that this engine does not know, with the values that ask for nothing. */
const unsupported: Readonly<Record<string, (value: unknown) => boolean>> = {
  best_of: (value) => value === 1,
  echo: (value) => value === false,
  frequency_penalty: (value) => value === 0,
  functions: isEmpty,
  guided_json: () => false,
  logit_bias: isEmpty,
  logprobs: (value) => value === false,
  presence_penalty: (value) => value === 0,
  response_format: (value) => typeof value === 'object' && value !== null && 'type' in value && value.type === 'text',
  suffix: (value) => value === '',
  tools: isEmpty,
  top_logprobs: (value) => value === 0,
};

/** Checks a body against a schema. Throws an ApiError that names the field, the value and what is allowed. */
export function readBody<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.infer<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('badRequest', `The body must be a JSON object; got ${describe(body)}.`);
  }
  for (const [field, asksForNothing] of Object.entries(unsupported)) {
    const value: unknown = Reflect.get(body, field);
    if (value !== undefined && value !== null && !asksForNothing(value)) {
      throw new ApiError('unsupported', `${field} is not supported by this engine; leave it out. Got ${describe(value)}.`, field);
    }
  }
  const result = z.safeParse(schema, body);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const field = path
    .reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), '')
    .slice(1);
  const value = path.reduce<unknown>((parent, key) => Object(parent)[key], body);
  const rule = issue?.message ?? 'is not valid';
  throw new ApiError('badRequest', `${field} ${rule}; got ${describe(value)}.`, field);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function describe(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
