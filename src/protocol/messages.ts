/** One message of the map `M` (name to body), as it travels. */
export type MessageOf<M> = { [K in keyof M & string]: { readonly type: K; readonly body: M[K] } }[keyof M & string];

/** A message with its place in the stream; a hole tells the receiver that one was lost. */
export type Numbered<M> = MessageOf<M> & { readonly sequence: number };

/** One handler a message: a forgotten or unknown one does not compile. */
export type Handlers<M> = { readonly [K in keyof M & string]: (body: M[K]) => void };

/** Turns an untrusted value into a body, or undefined where it does not fit. */
export type Parsers<M> = { readonly [K in keyof M & string]: (body: unknown) => M[K] | undefined };

export type Send<M> = <K extends keyof M & string>(type: K, body: M[K]) => void;

/** Typed function that posts messages of the map `M`. */
export function sender<M>(post: (message: MessageOf<M>) => void): Send<M> {
  return (type, body) => post({ type, body } as unknown as MessageOf<M>);
}

/** The same with numbers that rise by one, from 1. */
export function numberedSender<M>(post: (message: Numbered<M>) => void): Send<M> {
  let sequence = 0;
  return (type, body) => post({ type, body, sequence: ++sequence } as unknown as Numbered<M>);
}

/** Checks one untrusted message and hands it to its handler; false: unknown or malformed, no handler ran. */
export function receive<M>(raw: unknown, parsers: Parsers<M>, handlers: Handlers<M>): boolean {
  const { type, body } = (raw ?? {}) as { type?: unknown; body?: unknown };
  return typeof type === 'string' && Object.hasOwn(parsers, type) && parseAndHandle(type as keyof M & string);

  function parseAndHandle<K extends keyof M & string>(name: K): boolean {
    const parsed = parsers[name](body);
    if (parsed === undefined) {
      return false;
    }
    handlers[name](parsed);
    return true;
  }
}

/** Hands a message of our own side to its handler. */
export function deliver<M>(message: MessageOf<M>, handlers: Handlers<M>): void {
  const handle = handlers[message.type as keyof M & string] as (body: unknown) => void;
  handle(message.body);
}
