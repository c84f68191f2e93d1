const timestamp = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?$/;

/** Epoch milliseconds of `2023-11-16 18:15:46.6805900` or `2024-05-10 00:00:00.009930+00:00`, with their parts; UTC where no zone is told. */
export function readTimestamp(text: string): number | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC makes March 3 of February 31
  const isReal =
    new Date(at).getUTCMonth() === month - 1 && new Date(at).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return undefined;
  const [, , , , , , , fraction = '0', sign = '+', zoneHours = '0', zoneMinutes = '0'] = match;
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return at + Number(fraction) * 1000 - (sign === '-' ? -zoneMs : zoneMs);
}
