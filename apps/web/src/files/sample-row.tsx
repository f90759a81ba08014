import type { Sample } from "@crosstilt/labs/files";
import type { ReactNode } from "react";
import { inLines } from "../state/in-lines.js";
import { pictureUrl } from "./picture-url.js";
import { sampleWords } from "./sample-words.js";

/** The height of a sample's picture or bars. */
export const sampleHeight = 50;
const line = 16;

/** How much room the parts of a row have. */
export interface RowLayout {
  /** Of the whole row. */
  readonly width: number;
  /** Of bars, and the most of a picture. */
  readonly bars: number;
}

/** A sample, its row and what that says, beside each other. */
export function SampleRow(props: {
  sample: Sample;
  y: number;
  layout: RowLayout;
  className: string;
  children: ReactNode;
}) {
  const { sample, y, layout, className, children } = props;
  const words = sampleWords(sample);
  const { picture } = sample;
  const bars = picture ? Math.min(layout.bars, (sampleHeight * picture.width) / picture.height) : layout.bars;
  const text = bars + 18;
  const lines = inLines(words, Math.floor((layout.width - text) / 6.6), 2);
  const top = y + (sampleHeight - line * lines.length) / 2 + 4;
  return (
    <g className="sample-row">
      <title>{words}</title>
      {picture ? (
        <image href={pictureUrl(picture)} x={0} y={y} width={bars} height={sampleHeight} />
      ) : (
        <Bars values={sample.values} y={y} className={className} width={bars} />
      )}
      <text x={text} y={top} className="row-name">
        row {sample.row}
        {children}
      </text>
      {lines.map((words, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text keep their order
        <text key={i} x={text} y={top + line * (i + 1)}>
          {words}
        </text>
      ))}
    </g>
  );
}

/** Numbers as bars up and down from zero. */
function Bars(props: { values: readonly number[]; y: number; width: number; className: string }) {
  const { values, y, width, className } = props;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const slot = width / values.length;
  const middle = y + sampleHeight / 2;
  return (
    <>
      <line className="grid-line" x1={0} x2={width} y1={middle} y2={middle} />
      {values.map((value, i) => {
        const size = (sampleHeight * Math.abs(value)) / (2 * largest);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the coordinate
            key={i}
            className={`bar ${className}`}
            x={i * slot + slot * 0.12}
            width={slot * 0.76}
            y={value > 0 ? middle - size : middle}
            height={Math.max(0.6, size)}
          />
        );
      })}
    </>
  );
}
