// Fourier's transform of two real signals at once: the one as real, the other as imaginary part. Samples in, power per bin
// of either out.

export interface Transform {
  /** Power of each bin up to half the rate, of both signals, for frames of `size` samples from `from`. */
  of(a: Float32Array, b: Float32Array, from: number, length: number): readonly [Float64Array, Float64Array];
}

/** @param size a power of two; a frame shorter than it is filled up with silence */
export function createTransform(size: number): Transform {
  const half = size / 2;
  const cosine = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sine = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const bits = Math.log2(size);
  const turned = Uint32Array.from({ length: size }, (_, i) => {
    let out = 0;
    for (let bit = 0; bit < bits; bit += 1) if (i & (1 << bit)) out |= 1 << (bits - 1 - bit);
    return out;
  });
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const powers = [new Float64Array(half + 1), new Float64Array(half + 1)] as const;
  let window = new Float64Array(0);

  /** One level: each pair of neighbours `span` apart becomes their sum and their difference, the second one turned. */
  function combine(span: number): void {
    const step = half / span;
    for (let n = 0; n < half; n += 1) {
      const k = n % span;
      const i = 2 * n - k;
      const j = i + span;
      const c = at(cosine, k * step);
      const s = at(sine, k * step);
      const x = at(re, j) * c + at(im, j) * s;
      const y = at(im, j) * c - at(re, j) * s;
      re[j] = at(re, i) - x;
      im[j] = at(im, i) - y;
      re[i] = at(re, i) + x;
      im[i] = at(im, i) + y;
    }
  }

  function load(a: Float32Array, b: Float32Array, from: number, length: number): void {
    if (window.length !== length)
      window = Float64Array.from(
        { length },
        (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length),
      );
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < length; i += 1) {
      re[at(turned, i)] = at(a, from + i) * at(window, i);
      im[at(turned, i)] = at(b, from + i) * at(window, i);
    }
  }

  /** What is even in the spectrum comes of the real signal, what is odd of the imaginary one. */
  function separate(): void {
    for (let k = 0; k <= half; k += 1) {
      const mirror = (size - k) % size;
      const even = at(re, k) + at(re, mirror);
      const odd = at(im, k) - at(im, mirror);
      powers[0][k] = (even * even + odd * odd) / 4;
      const evenOfB = at(im, k) + at(im, mirror);
      const oddOfB = at(re, mirror) - at(re, k);
      powers[1][k] = (evenOfB * evenOfB + oddOfB * oddOfB) / 4;
    }
  }

  return {
    of(a, b, from, length) {
      load(a, b, from, length);
      for (let span = 1; span < size; span *= 2) combine(span);
      separate();
      return powers;
    },
  };
}

function at(list: Float64Array | Float32Array | Uint32Array, i: number): number {
  return list[i] ?? 0;
}
