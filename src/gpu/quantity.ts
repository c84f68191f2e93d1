declare const unit: unique symbol;

/** Memory in mebibytes (2^20 bytes), a whole number. */
export type MiB = number & { readonly [unit]: 'MiB' };

/** A share of one device, 0 < share <= 1. */
export type Share = number & { readonly [unit]: 'share' };

/** Marks a number that is known to be whole mebibytes. Parsing of text belongs in the functions below. */
export function mib(value: number): MiB {
  return value as MiB;
}

/** Marks a number that is known to be a share of one device. */
export function share(value: number): Share {
  return value as Share;
}
