/** A share that is free, in ten-thousandths and never more than there is; 0 for what is no number. */
export function floorShare(value: number): number {
  return value > 0 ? Math.min(1, Math.floor(value * 1e4 + 1e-6) / 1e4) : 0;
}
