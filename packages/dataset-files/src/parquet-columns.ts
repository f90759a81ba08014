import type { FileMetaData, SchemaElement, SchemaTree } from "hyparquet";

/** Columns that are read together: the library looks for each among all, so that more take longer by their square. */
const TOGETHER = 128;

/**
 * The metadata of a Parquet file as those of several files with some of its columns each, in order; of others nothing is read.
 *
 * @example
 * for (const metadata of columnGroups(whole, chosen)) await parquetRead({ file, metadata, onChunk });
 */
export function columnGroups(metadata: FileMetaData, chosen: readonly SchemaTree[]): FileMetaData[] {
  const root = metadata.schema[0]!;
  const rowGroups = metadata.row_groups.map((group) => ({ group, byName: chunksByName(group.columns) }));
  return Array.from({ length: Math.ceil(chosen.length / TOGETHER) }, (_, i) => {
    const trees = chosen.slice(i * TOGETHER, (i + 1) * TOGETHER);
    return {
      ...metadata,
      schema: [{ ...root, num_children: trees.length }, ...trees.flatMap(elementsOf)],
      row_groups: rowGroups.map(({ group, byName }) => ({
        ...group,
        columns: trees.flatMap(({ element }) => byName.get(element.name) ?? []),
      })),
    };
  });
}

type Chunks = FileMetaData["row_groups"][number]["columns"];

function chunksByName(chunks: Chunks): Map<string, Chunks> {
  const byName = new Map<string, Chunks>();
  for (const chunk of chunks) {
    const name = chunk.meta_data?.path_in_schema[0] ?? "";
    const known = byName.get(name);
    if (known) known.push(chunk);
    else byName.set(name, [chunk]);
  }
  return byName;
}

/** A column's part of the schema, which lists parents before their children. */
const elementsOf = ({ element, children }: SchemaTree): SchemaElement[] => [element, ...children.flatMap(elementsOf)];
