import { takeSamples } from "@crosstilt/core";
import type { FigureSpec, ReportTable } from "@crosstilt/figures";
import { confidence } from "../gallery/confidence.js";
import { embedNamed } from "../gallery/named-gallery.js";
import { type Match, type QueryMatches, searchGallery } from "../gallery/search.js";
import type { SourcedPairs } from "../run/part.js";
import type { Run } from "../run/run.js";
import { isPicture, pictureFigure, pictureOf } from "./report-figures.js";

/** Queries and answers that a report shows. */
const [QUERIES, ANSWERS] = [8, 5];

/** What the first pairs' u retrieve among all v of some pairs, as pictures where both sides are, else as a table. */
export async function retrievalExamples(
  run: Run,
  pairs: SourcedPairs,
): Promise<{ figure?: FigureSpec; table?: ReportTable }> {
  const first = Int32Array.from({ length: Math.min(QUERIES, pairs.keys.length) }, (_, i) => i);
  const queries = await embedNamed(run, "u", takeSamples(pairs.u, first), pairs.keys.slice(0, first.length));
  const found = await searchGallery(queries, await embedNamed(run, "v", pairs.v, pairs.keys), ANSWERS);
  const { u, v } = run.description.data;
  const pictures = isPicture(pairs.u.shape.slice(1), u.transform) && isPicture(pairs.v.shape.slice(1), v.transform);
  return pictures ? { figure: picturesOf(run, pairs, found) } : { table: tableOf(found) };
}

function picturesOf({ description: { data } }: Run, pairs: SourcedPairs, found: readonly QueryMatches[]): FigureSpec {
  const picture = (side: "u" | "v", row: number) =>
    pictureOf(takeSamples(pairs[side], [row]).data, pairs[side].shape.slice(1), data[side].transform);
  return pictureFigure(
    found.map(({ query, matches }, row) => ({
      title: query,
      query: picture("u", row),
      answers: matches.map(({ index, ...match }) => ({
        picture: picture("v", index),
        text: confidence(match),
        right: index === row,
      })),
    })),
  );
}

function tableOf(found: readonly QueryMatches[]): ReportTable {
  const answer = (match: Match) => `${match.name} (${confidence(match)})`;
  const width = Math.max(...found.map(({ matches }) => matches.length));
  return {
    columns: ["query u", ...Array.from({ length: width }, (_, i) => `v, choice ${i + 1}`)],
    rows: found.map(({ query, matches }) => [query, ...matches.map(answer)]),
    caption: "Each pair is called by its key, so that a query's own name among its choices is the right one.",
  };
}
