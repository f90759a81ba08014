/** The known names in alphabetical order, and the one nearest to a misspelt name, for error messages. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known].sort();
  const nearest = names.find((candidate) => editDistance(name, candidate) <= Math.max(1, Math.ceil(name.length / 3)));
  return `${nearest ? `Did you mean "${nearest}"? ` : ""}Known: ${names.join(", ")}`;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[b.length]!;
}
