import type { ChatMessage, ChatTemplate } from '../model.ts';

const names: Readonly<Record<ChatMessage['role'], string>> = { system: 'System', user: 'User', assistant: 'Assistant' };

/** For models that bring no template: a dialogue with the name of the speaker before each line. */
export const plainTemplate: ChatTemplate = {
  spellsSpecialTokens: false,
  render: (messages) => `${messages.map(({ role, content }) => `${names[role]}: ${content}\n`).join('')}Assistant:`,
};
