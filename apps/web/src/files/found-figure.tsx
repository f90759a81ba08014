import type { Example, Guarantees, Retrieved, Sample } from "@crosstilt/labs/files";
import { Drawing } from "../components/drawing.js";
import { V } from "../components/maths.js";
import { Figure } from "../figure/figure.js";
import type { DataTable } from "../figure/table.js";
import { decimal } from "../state/format.js";
import { useNarrow } from "../state/narrow.js";
import { type RowLayout, SampleRow, sampleHeight } from "./sample-row.js";
import { sampleWords } from "./sample-words.js";

const pitch = sampleHeight + 16;
/** Room between the query and what was found. */
const gap = 22;
const layouts: Record<"wide" | "narrow", RowLayout> = {
  wide: { width: 780, bars: 220 },
  narrow: { width: 360, bars: 120 },
};

/** A query above what it retrieves, best first. */
export function FoundFigure({ side, value }: { side: "u" | "v"; value: Example }) {
  const layout = layouts[useNarrow() ? "narrow" : "wide"];
  const { query, found } = value;
  const other = side === "u" ? "v" : "u";
  const first = pitch + gap;
  return (
    <Figure
      className="found"
      title={
        <>
          A <V of={side} />, and below it the <V of={other} /> that score highest
        </>
      }
      detail={`the query is blue; its partner, where it is found, green and ticked${promises(value.guarantees)}`}
      name={`retrieved-${other}-for-${side}-row-${query.row}`}
      data={() => rowsOf(query, found)}
    >
      <Drawing
        interactive
        width={layout.width}
        height={first + found.length * pitch}
        label={`Retrieved for row ${query.row}, best first`}
      >
        <SampleRow sample={query} y={2} layout={layout} className="model">
          {", the query"}
        </SampleRow>
        <line className="grid-line" x1={0} x2={layout.width} y1={pitch + gap / 2 - 6} y2={pitch + gap / 2 - 6} />
        {found.map((sample, i) => (
          <g key={sample.row} data-found={sample.right}>
            <SampleRow
              sample={sample}
              layout={layout}
              y={first + i * pitch}
              className={sample.right ? "right" : "reference"}
            >
              {`, score ${decimal(sample.score)}`}
              {sample.right && <tspan className="partner"> ✓ partner</tspan>}
            </SampleRow>
          </g>
        ))}
      </Drawing>
    </Figure>
  );
}

/** What validation pairs let the model promise of this query, in words. */
function promises({ set, noPartner }: Guarantees): string {
  const held = set && `; the best ${set.size} hold the partner with ${percent(set.coverage)} probability`;
  const none =
    noPartner !== undefined &&
    `; the probability that none of all is its partner is ${percent(noPartner)}, were that as likely as not`;
  return `${held ?? ""}${none || ""}`;
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

const rowsOf = (query: Sample, found: readonly Retrieved[]): DataTable => [
  { what: "query", score: "", partner: "", ...cellsOf(query) },
  ...found.map((sample, i) => ({
    what: `found ${i + 1}`,
    score: sample.score,
    partner: sample.right ? "yes" : "no",
    ...cellsOf(sample),
  })),
];

const cellsOf = (sample: Sample) => ({
  row: sample.row,
  words: sampleWords(sample),
  numbers: sample.numbers.join(" "),
});
