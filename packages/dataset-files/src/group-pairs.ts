/**
 * The group of each pair: pairs that share their key, or a value of any of the columns, are of one group, directly or through
 * other pairs. It is called by the least of its values in the first column, so that its name depends on nothing but its pairs.
 *
 * @param columns values `[columns][pairs]`.
 * @example
 * groupPairs([["anna", "ben", "anna"]], ["0", "1", "2"]); // ["anna", "ben", "anna"]
 */
export function groupPairs(columns: readonly (readonly string[])[], keys: readonly string[]): string[] {
  const parents = Int32Array.from(keys.keys());
  const rootOf = (pair: number): number => {
    let root = pair;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  for (const values of [keys, ...columns]) {
    const first = new Map<string, number>();
    values.forEach((value, pair) => {
      const other = first.get(value);
      if (other === undefined) first.set(value, pair);
      else parents[rootOf(pair)] = rootOf(other);
    });
  }
  const names = new Map<number, string>();
  columns[0]?.forEach((value, pair) => {
    const root = rootOf(pair);
    const least = names.get(root);
    if (least === undefined || value < least) names.set(root, value);
  });
  return keys.map((_, pair) => names.get(rootOf(pair))!);
}
