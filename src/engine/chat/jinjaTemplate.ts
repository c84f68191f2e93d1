import type { JinjaLibrary } from '../llama/llamaPackages.ts';
import { ChatTemplateError, type ChatTemplate } from '../model.ts';

export interface SpecialTexts {
  readonly bos: string;
  readonly eos: string;
}

/**
 * The template that a model file brings (`tokenizer.chat_template`), rendered with the values that
 * Hugging Face's apply_chat_template hands in. Throws where the source is no Jinja that the library reads.
 */
export function jinjaTemplate({ Template }: JinjaLibrary, source: string, special: SpecialTexts): ChatTemplate {
  const template = new Template(source);
  return {
    spellsSpecialTokens: true,
    render: (messages) => {
      try {
        return template.render({
          messages,
          add_generation_prompt: true,
          bos_token: special.bos,
          eos_token: special.eos,
        });
      } catch (error) {
        throw new ChatTemplateError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    },
  };
}
