/** A tokenizer as Hugging Face's files spell it: a word is a token, what is no word is the unknown one. */
export interface TinyTokenizer {
  /** Tokens of its vocabulary. */
  readonly size: number;
  /** Name of a file -> its text. */
  readonly files: Readonly<Record<string, string>>;
}

const special = ['<unk>', '<s>', '</s>'];

/** Each message is its words, so that a prompt's tokens are its words. */
const chatTemplate = "{% for message in messages %}{{ message['content'] + ' ' }}{% endfor %}";

export function tinyTokenizer(words: readonly string[]): TinyTokenizer {
  const tokens = [...new Set([...special, ...words])];
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), unk_token: '<unk>' },
  };
  const configuration = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    unk_token: '<unk>',
    bos_token: '<s>',
    eos_token: '</s>',
    model_max_length: 100_000,
    chat_template: chatTemplate,
  };
  return {
    size: tokens.length,
    files: { 'tokenizer.json': JSON.stringify(tokenizer), 'tokenizer_config.json': JSON.stringify(configuration) },
  };
}
