/**
 * The columns of a file that pandas wrote which are its index: the names of rows, or their numbers. From the text that pandas
 * leaves in a file's metadata under "pandas"; none where that is absent or of another form.
 *
 * @example
 * pandasIndex('{"index_columns": ["__index_level_0__"]}'); // ["__index_level_0__"]
 */
export function pandasIndex(metadata: string | undefined): string[] {
  const { index_columns: columns } = parsed(metadata) as { index_columns?: unknown };
  // A range of numbers is described by an object and is no column.
  return Array.isArray(columns) ? columns.filter((name) => typeof name === "string") : [];
}

function parsed(text: string | undefined): object {
  try {
    return Object(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}
