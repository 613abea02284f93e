/** The derivative of ln Γ at x > 0: upward recurrence to 10, then the asymptotic series (relative error near 1e-14). */
export function digamma(x: number): number {
  let value = 0;
  let at = x;
  while (at < 10) {
    value -= 1 / at;
    at += 1;
  }
  const t = 1 / (at * at);
  // Bernoulli numbers over 2n: 1/12, 1/120, 1/252, 1/240, 1/132, 691/32760, 1/12.
  const series =
    t * (1 / 12 - t * (1 / 120 - t * (1 / 252 - t * (1 / 240 - t * (1 / 132 - t * (691 / 32760 - t / 12))))));
  return value + Math.log(at) - 0.5 / at - series;
}
