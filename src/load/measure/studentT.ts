/** Two-sided 95 %: the value that Student's t exceeds with a probability of 2.5 %, for `degrees` degrees of freedom from 1 on. */
export function t95(degrees: number): number {
  let low = 0;
  let high = 16;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return high;
}

/** P(|t| < value), by the finite series for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4). */
function shareWithin(value: number, degrees: number): number {
  const angle = Math.atan(value / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degrees - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine ** 2;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
