/** A message of a chat as the server shall have it; roles and texts, and whatever a dataset brings beside. */
export interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

/** What one request asks, before it is written for an API. */
export interface Ask {
  readonly messages: readonly Message[];
  /** Longest answer, in tokens. */
  readonly maxTokens: number;
}

/** Where the questions of a run come from. */
export interface PromptSource {
  /** That of the request at this place among all; the same at each call. */
  ask(index: number): Ask;
}

export function userMessage(content: string): Message {
  return { role: 'user', content };
}
