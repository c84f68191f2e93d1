/** Words of driver names that say how a card is built, not which it is. */
const construction = /^(SXM\d?|PCIE|HBM\d\w*|OAM|LPDDR\w*)$/i;

/** `NVIDIA-H100-80GB-HBM3` -> `H100 80GB`: without vendor and construction; a name of other shape keeps its words. */
export function displayProduct(product: string): string {
  const words = product.split(/[-\s_]+/).filter((word) => word !== '' && !/^(NVIDIA|TESLA|GEFORCE)$/i.test(word));
  const kept = words.filter((word, index) => index === 0 || !construction.test(word));
  return kept.length === 0 ? product : kept.join(' ');
}

/** `an H100 80GB`, `a T4`: the display name with the article that its spoken first letter wants. */
export function nameProduct(product: string): string {
  const name = displayProduct(product);
  const spelledOut = /^[A-Z]*\d|^[A-Z]{2,}\b/.test(name);
  return (spelledOut ? /^[AEFHILMNORSX]/ : /^[aeiou]/i).test(name) ? `an ${name}` : `a ${name}`;
}
