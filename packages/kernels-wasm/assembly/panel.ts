// How wide a panel of B is. The wide binaries are written for engines that fuse neighbouring 128-bit operations into 256-bit
// ones: twice the columns give a tile as many independent sums as two multiply-add units need to stay busy.

export const panelShift: i32 = 3 + WIDE;
export const panelColumns: i32 = 1 << panelShift;
/** Bytes of one row of a panel. */
export const panelRow: usize = panelColumns << 2;

@inline
export function panelCount(columns: i32): i32 {
  return (columns + panelColumns - 1) >> panelShift;
}

/** Bytes of a row of so many columns, padded to whole panels. */
@inline
export function paddedRow(columns: i32): usize {
  return <usize>panelCount(columns) * panelRow;
}
