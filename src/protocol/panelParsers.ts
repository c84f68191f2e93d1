import * as z from 'zod/mini';
import type { Parsers } from './messages.ts';
import type { FromPanel } from './panel.ts';
import { trafficOptionsSchema } from './trafficSchema.ts';

const jobId = z.string().check(z.minLength(1), z.maxLength(253));
const ofJob = z.object({ jobId });
const nothing = z.null();
const typed = z.string().check(z.maxLength(4096));
const form = z.object({ name: typed, engine: typed, model: typed, request: typed, limit: typed, device: typed });
const revision = z.int().check(z.gte(1));

/** What the extension accepts from the panel. */
export const fromPanelParsers: Parsers<FromPanel> = {
  ready: parser(z.object({ selectedJobId: z.nullable(jobId) })),
  select: parser(ofJob),
  stop: parser(ofJob),
  restart: parser(ofJob),
  remove: parser(ofJob),
  showLogs: parser(ofJob),
  copyEndpoint: parser(ofJob),
  benchmark: parser(ofJob),
  startTraffic: parser(z.object({ jobId, options: trafficOptionsSchema })),
  stopTraffic: parser(ofJob),
  deploy: parser(nothing),
  compareFractions: parser(nothing),
  editLaunch: parser(z.object({ revision, form })),
  closeLaunch: parser(nothing),
  startLaunch: parser(z.object({ revision, form })),
  keepManifest: parser(z.object({ form, as: z.enum(['file', 'untitled']) })),
  reconnect: parser(nothing),
};

function parser<T>(schema: z.ZodMiniType<T>): (body: unknown) => T | undefined {
  return (body) => schema.safeParse(body).data;
}
