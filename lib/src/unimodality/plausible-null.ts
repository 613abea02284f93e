/**
 * The truth under which a shape test simulates: the constrained fit with every step that noise could have made taken out.
 *
 * Fitting a monotone curve to noise makes little steps; simulating from them would make the null hypothesis look less flat than
 * it may be, and the test would reject too often. Neighbouring levels whose difference is below κ = 1.25 √(2 ln K) standard errors
 * are therefore joined, the closest first: flat is the least favourable case.
 *
 * @param fitted the constrained fit
 * @param variances of the values
 * @see Andrews and Soares 2010, Econometrica 78, 119, for selecting the binding inequalities
 */
export function plausibleNull(fitted: Float64Array, variances: Float64Array): Float64Array {
  const n = fitted.length;
  // √(2 ln K) bounds what noise does among K levels; a quarter more for having looked for the widest step.
  const kappa = 1.25 * Math.sqrt(2 * Math.log(n));
  const blocks: { mean: number; precision: number; size: number }[] = [];
  for (let i = 0; i < n; i++) {
    const precision = 1 / (variances[i] as number);
    const last = blocks[blocks.length - 1];
    if (last !== undefined && i > 0 && fitted[i] === fitted[i - 1]) {
      last.precision += precision;
      last.size++;
    } else blocks.push({ mean: fitted[i] as number, precision, size: 1 });
  }
  for (;;) {
    let closest = -1;
    let least = kappa;
    for (let b = 0; b + 1 < blocks.length; b++) {
      const [left, right] = [blocks[b] as (typeof blocks)[number], blocks[b + 1] as (typeof blocks)[number]];
      const z = Math.abs(left.mean - right.mean) / Math.sqrt(1 / left.precision + 1 / right.precision);
      if (z < least) {
        least = z;
        closest = b;
      }
    }
    const left = blocks[closest];
    const right = blocks[closest + 1];
    if (left === undefined || right === undefined) break;
    const precision = left.precision + right.precision;
    left.mean = (left.mean * left.precision + right.mean * right.precision) / precision;
    left.precision = precision;
    left.size += right.size;
    blocks.splice(closest + 1, 1);
  }
  const out = new Float64Array(n);
  let at = 0;
  for (const { mean, size } of blocks) {
    out.fill(mean, at, at + size);
    at += size;
  }
  return out;
}
