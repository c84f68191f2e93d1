import { mib, type MiB } from '../../../../gpu/quantity.ts';
import { asList, asNumber, asRecord, asText } from '../../objects/fields.ts';
import type { NodeObject } from '../../objects/node.ts';
import { remembering } from '../remembering.ts';

/** A card as HAMi's device plugin registers it on its node. */
export interface HamiCard {
  readonly uuid: string;
  readonly index: number;
  /** Tasks that it takes at most. */
  readonly slots: number;
  readonly memoryMiB: MiB;
  /** In percent. */
  readonly cores: number;
  /** `NVIDIA-NVIDIA A100-SXM4-40GB`. */
  readonly type: string;
  /** `hami-core`, `mig` or `mps`. */
  readonly mode: string;
  readonly isHealthy: boolean;
  readonly isCordoned: boolean;
}

export const hamiRegister = 'hami.io/node-nvidia-register';

/**
 * The cards of annotation `hami.io/node-nvidia-register`: JSON, of which fields that are 0 or false are left out, or the 7 or 9 fields a
 * card of HAMi before 2.4. What cannot be read is left out.
 */
export const readHamiCards: (node: NodeObject) => readonly HamiCard[] = remembering(({ annotations }) => {
  const written = (annotations[hamiRegister] ?? '').trim();
  const cordoned = new Set((annotations['hami.io/device-cordon'] ?? '').split(',').map((uuid) => uuid.trim()));
  const cards = written.startsWith('[') ? readJson(written) : written.split(':').map(readFields);
  const known = new Map<string, HamiCard>();
  for (const card of cards) {
    if (card !== undefined && !known.has(card.uuid)) known.set(card.uuid, { ...card, isCordoned: cordoned.has(card.uuid) });
  }
  return [...known.values()];
});

type Registered = Omit<HamiCard, 'isCordoned'> | undefined;

function readJson(text: string): readonly Registered[] {
  try {
    return asList(JSON.parse(text)).map((value) => {
      const card = asRecord(value);
      const uuid = asText(card['id']);
      return uuid === undefined
        ? undefined
        : {
            uuid,
            index: asNumber(card['index']) ?? 0,
            slots: atLeastZero(asNumber(card['count'])),
            memoryMiB: mib(atLeastZero(asNumber(card['devmem']))),
            cores: atLeastZero(asNumber(card['devcore'])),
            type: asText(card['type']) ?? '',
            mode: asText(card['mode']) ?? 'hami-core',
            isHealthy: card['health'] === true,
          };
    });
  } catch {
    // another program wrote it
    return [];
  }
}

/** `uuid,count,memory,cores,type,numa,health[,index,mode]`. */
function readFields(text: string): Registered {
  const [uuid = '', slots, memory, cores, type = '', , health, index, mode] = text.split(',').map((field) => field.trim());
  return uuid === '' || health === undefined
    ? undefined
    : {
        uuid,
        index: atLeastZero(Number(index ?? 0)),
        slots: atLeastZero(Number(slots)),
        memoryMiB: mib(atLeastZero(Number(memory))),
        cores: atLeastZero(Number(cores)),
        type,
        mode: mode || 'hami-core',
        isHealthy: health === 'true',
      };
}

function atLeastZero(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
