/** What one number of a run of traffic may be: whole, both ends included. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Checked by the agent, and by the form of the panel before it asks. */
export const trafficBounds = {
  users: { least: 1, most: 1024 },
  promptTokens: { least: 1, most: 1_000_000 },
  maxTokens: { least: 1, most: 1_000_000 },
} satisfies Record<string, Bounds>;
