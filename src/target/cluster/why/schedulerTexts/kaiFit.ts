import { present } from '../../objects/fields.ts';
import { readRefusal } from './readRefusal.ts';
import type { FitReport, Refused } from './refusal.ts';

const ofPod = /^Resources were not found for pod \S+ due to: /;
const ofGang =
  /^Resources were found for (?<found>\d+) pods(?: from all sub-groups)? while (?:sub-group (?<subGroup>\S+) requires (?<some>\d+) pods|(?<all>\d+) are required) for gang scheduling\.(?: Additional pods cannot be scheduled(?: in this sub-group)? due to: )?/;
const general = /^no nodes with enough resources were found[:.]?\s*/;
const ofNode = /^<(?<node>[^<>]+)>: (?<details>.*)$/;
const ofCount = /^(?<count>\d+) (?<reason>\S.*)$/;
/** A comma before one of these does not end a detail: it goes on. */
const goesOn = /^(requested|used|capacity|available|task|node|Reason|Details): |^taking all /;

/**
 * Reads what KAI says of a pod or a group for which it finds no room: a line for each node (`<name>: detail, detail.`), or counts
 * by reason (`3 node(s) didn't have enough resources: GPUs`), behind a head that tells of which pod or of how many.
 */
export function readKaiFit(text: string): FitReport {
  const trimmed = text.trim();
  const gang = ofGang.exec(trimmed);
  const body = trimmed.replace(ofGang, '').replace(ofPod, '');
  const refused: Refused[] = [];
  const rest: string[] = [];
  for (const line of body.split('\n').map((part) => part.trim().replace(general, ''))) {
    const parts = readLine(line);
    if (parts.length > 0) refused.push(...parts);
    else if (line !== '') rest.push(line);
  }
  const { found, some, all, subGroup } = gang?.groups ?? {};
  return {
    refused,
    rest,
    ...(gang && { gang: { found: Number(found), required: Number(some ?? all), ...present({ subGroup }) } }),
  };
}

function readLine(line: string): readonly Refused[] {
  const node = ofNode.exec(line)?.groups;
  if (node !== undefined) {
    const { node: name = '', details = '' } = node;
    return splitDetails(details.replace(/\.+$/, '')).map((text) => ({
      node: name,
      count: 1,
      refusal: readRefusal(text),
      text,
    }));
  }
  const counted = ofCount.exec(line)?.groups;
  if (counted === undefined) return [];
  const text = (counted['reason'] ?? '').replace(/\.+$/, '');
  return [{ count: Number(counted['count']), refusal: readRefusal(text), text }];
}

function splitDetails(details: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of details.split(', ')) {
    const last = parts.at(-1);
    if (last !== undefined && goesOn.test(piece)) parts[parts.length - 1] = `${last}, ${piece}`;
    else parts.push(piece);
  }
  return parts;
}
