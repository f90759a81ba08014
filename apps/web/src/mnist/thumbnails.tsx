import type { KeyboardEvent, ReactNode } from "react";
import { Drawing } from "../components/drawing.js";
import type { TestImage } from "../engine/mnist/mnist.js";
import { pictureUrl } from "./picture.js";

/** The side of a thumbnail and its share of a row, captions below. */
export const thumb = { side: 40, pitch: 46, row: 60 } as const;

/** A row of sixteen thumbnails. */
export const Thumbnails = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="scroller">
    <Drawing className="thumbnails" width={16 * thumb.pitch - 6} height={thumb.row} label={label} interactive>
      {children}
    </Drawing>
  </div>
);

/** A test image that can be chosen, with a caption. */
export function Thumbnail(props: {
  image: TestImage;
  x: number;
  y: number;
  caption: string;
  /** Framed as a mistake. */
  wrong?: boolean;
  chosen?: boolean;
  onChoose: () => void;
}) {
  const { image, x, y, caption, wrong = false, chosen = false, onChoose } = props;
  const name = `Test image ${image.index}, label ${image.label}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onChoose();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no button elements
    <g
      className={`thumbnail ${wrong ? "wrong" : ""} ${chosen ? "chosen" : ""}`}
      role="button"
      tabIndex={0}
      aria-label={name.endsWith(caption) ? name : `${name}, ${caption}`}
      onKeyDown={onKeyDown}
      onClick={onChoose}
    >
      <image href={pictureUrl(image.pixels)} x={x} y={y} width={thumb.side} height={thumb.side} />
      <rect x={x} y={y} width={thumb.side} height={thumb.side} rx={2} />
      <text x={x + thumb.side / 2} y={y + thumb.side + 12} textAnchor="middle">
        {caption}
      </text>
    </g>
  );
}
