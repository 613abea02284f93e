/** In place: the discrete Fourier transform of a power-of-two length, sum over j of z_j e^(sign 2πi jk/n); not scaled. */
export function fftInPlace(re: Float64Array, im: Float64Array, sign: 1 | -1): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      swap(re, i, j);
      swap(im, i, j);
    }
  }
  const cos = new Float64Array(n >> 1);
  const sin = new Float64Array(n >> 1);
  for (let i = 0; i < n >> 1; i++) {
    cos[i] = Math.cos((2 * Math.PI * i) / n);
    sin[i] = sign * Math.sin((2 * Math.PI * i) / n);
  }
  for (let half = 1; half < n; half <<= 1) {
    const stride = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const c = cos[k * stride] as number;
        const s = sin[k * stride] as number;
        const a = start + k;
        const b = a + half;
        const xr = (re[b] as number) * c - (im[b] as number) * s;
        const xi = (re[b] as number) * s + (im[b] as number) * c;
        re[b] = (re[a] as number) - xr;
        im[b] = (im[a] as number) - xi;
        re[a] = (re[a] as number) + xr;
        im[a] = (im[a] as number) + xi;
      }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i] as number;
  values[i] = values[j] as number;
  values[j] = kept;
}

/** In place: every complex number to a whole power, by repeated squaring. */
export function powerInPlace(re: Float64Array, im: Float64Array, power: number): void {
  for (let i = 0; i < re.length; i++) {
    let br = re[i] as number;
    let bi = im[i] as number;
    let r = 1;
    let s = 0;
    for (let left = power; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) {
        const next = r * br - s * bi;
        s = r * bi + s * br;
        r = next;
      }
      const square = br * br - bi * bi;
      bi = 2 * br * bi;
      br = square;
    }
    re[i] = r;
    im[i] = s;
  }
}
