// Permutation of up to five axes.
import { copyBlock, transposeBlock } from "./blocks";

@inline
function field(table: usize, index: i32): i32 {
  return load<i32>(table + (index << 2));
}

/**
 * Copies x into `out`, whose axes have the sizes axes[0..5) and lie axes[5..10) floats apart in x; rows [begin, end) of
 * out's first axis. Where the innermost axis is x's own too (swapped < 0), runs are copied; otherwise axis `swapped` is
 * x's innermost one, and the two move together in 4x4 blocks.
 */
export function transpose(x: usize, out: usize, axes: usize, swapped: i32, begin: i32, end: i32): void {
  const n3 = field(axes, 3), n4 = field(axes, 4), s3 = field(axes, 8), s4 = field(axes, 9);
  const t3 = n4, t2 = n3 * t3, t1 = field(axes, 2) * t2, t0 = field(axes, 1) * t1;
  const across = swapped < 0 ? 0 : field(axes, swapped);
  const acrossStride = <usize>(swapped == 0 ? t0 : swapped == 1 ? t1 : swapped == 2 ? t2 : t3) << 2;
  for (let i = begin; i < (swapped == 0 ? begin + 1 : end); i++)
    for (let j = 0; j < (swapped == 1 ? 1 : field(axes, 1)); j++)
      for (let k = 0; k < (swapped == 2 ? 1 : field(axes, 2)); k++) {
        const from = x + ((<usize>i * field(axes, 5) + j * field(axes, 6) + k * field(axes, 7)) << 2);
        const to = out + ((<usize>i * t0 + j * t1 + k * t2) << 2);
        if (swapped < 0) copyBlock(from, s3 << 2, to, t3 << 2, n3, n4);
        else for (let l = 0; l < (swapped == 3 ? 1 : n3); l++)
          transposeBlock(from + (<usize>l * s3 << 2), s4 << 2, to + (<usize>l * t3 << 2), acrossStride, n4, across);
      }
}
