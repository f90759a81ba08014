import type { FilesReport } from "@crosstilt/labs/files";
import type { ReactNode } from "react";
import { Drawing } from "../components/drawing.js";
import { V } from "../components/maths.js";
import { Figure } from "../figure/figure.js";
import { decimal, whole } from "../state/format.js";

/** What is in the files, before any training. */
export function DataReportCard({ report, metadata }: FilesReport) {
  const { counts, dropped } = metadata;
  const { correlation } = report;
  return (
    <section className="card" aria-labelledby="report">
      <h2 id="report">What is in the data</h2>
      <div className="training-row">
        <dl className="report">
          <Fact name="pairs to train on" value={whole(counts.train)} id="train" />
          <Fact name="pairs to validate with" value={whole(counts.validation)} id="validation" />
          <Fact name="pairs to test with" value={whole(counts.test)} id="test" />
          {(["u", "v"] as const).map((side) => (
            <Fact
              key={side}
              name={<>sample of {<V of={side} />}</>}
              value={sideWords(report[side])}
              id={`side-${side}`}
            />
          ))}
          <Fact name="pairs that repeat an earlier one" value={whole(report.duplicatePairs)} id="duplicates" />
          {dropped.missing + dropped.unmatchedU + dropped.unmatchedV > 0 && (
            <Fact
              name="left out"
              value={`${dropped.missing} without a value, ${dropped.unmatchedU + dropped.unmatchedV} without a partner`}
              id="dropped"
            />
          )}
          <Fact name="memory as 32-bit floats" value={`${decimal(report.bytes / 1e6, 1)} MB`} id="memory" />
          {"skipped" in correlation ? (
            <Fact name="linear relation" value={`not estimated: ${correlation.skipped}`} id="information" />
          ) : (
            <Fact
              name="mutual information of the Gaussian part"
              value={informationWords(correlation)}
              id="information"
            />
          )}
        </dl>
        {"canonical" in correlation && <Correlations values={correlation.canonical} />}
      </div>
    </section>
  );
}

/** With its interval of 90 %, or that there is no evidence of any. */
function informationWords({
  dependent,
  mutualInformation,
  intervals,
}: Exclude<FilesReport["report"]["correlation"], { skipped: string }>): string {
  if (!dependent) return "no evidence that the two sides are related";
  const [low, high] = intervals.mutualInformation.map((value) => decimal(value));
  return `${decimal(mutualInformation)} nats (${low} to ${high})`;
}

const Fact = ({ name, value, id }: { name: ReactNode; value: string; id: string }) => (
  <div>
    <dt>{name}</dt>
    <dd data-report={id}>{value}</dd>
  </div>
);

function sideWords(side: FilesReport["report"]["u"]): string {
  const flat = side.dimension === 1 ? "one number" : `${side.dimension} numbers`;
  const size = side.shape.length > 1 ? side.shape.join(" × ") : flat;
  const constant = side.constantColumns.length > 0 ? `, ${side.constantColumns.length} never change` : "";
  const repeated = side.duplicates > 0 ? `, ${whole(side.duplicates)} repeat` : "";
  return `${size}${constant}${repeated}`;
}

const width = 520;
const height = 190;

/** The canonical correlations: how strongly the two sides are related, direction by direction. */
function Correlations({ values }: { values: readonly number[] }) {
  const shown = values.slice(0, 40);
  const slot = (width - 30) / shown.length;
  const base = height - 8;
  const y = (value: number) => base - (base - 8) * value;
  return (
    <Figure
      className="training-figure"
      title="Canonical correlations"
      detail="how strongly the sides are related, direction by direction"
      name="canonical-correlations"
      data={() => values.map((correlation, i) => ({ direction: i + 1, correlation }))}
    >
      <Drawing width={width} height={height} label={`Canonical correlations, the largest ${decimal(values[0] ?? 0)}`}>
        {[0, 0.5, 1].map((level) => (
          <g key={level}>
            <line className="grid-line" x1={28} x2={width} y1={y(level)} y2={y(level)} />
            <text className="tick" x={22} y={y(level) + 3.5} textAnchor="end">
              {level}
            </text>
          </g>
        ))}
        {shown.map((value, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the direction
            key={i}
            className="bar model"
            x={30 + i * slot + slot * 0.15}
            width={slot * 0.7}
            y={y(value)}
            height={base - y(value)}
          />
        ))}
      </Drawing>
    </Figure>
  );
}
