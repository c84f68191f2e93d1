/** What a request, or a share of all requests, has to keep to be good; at least one of the three. */
export interface Slo {
  readonly ttftMs?: number;
  readonly tpotMs?: number;
  readonly endToEndMs?: number;
}
