import type { KeyboardEvent, ReactNode } from "react";
import { Drawing } from "../components/drawing.js";
import type { TestImage } from "../engine/mnist/mnist.js";
import { pictureUrl } from "./picture.js";

/** The side of a thumbnail and its share of a row, captions below. */
export const thumb = { side: 40, pitch: 46, row: 60 } as const;

/** A row of sixteen thumbnails. Where none of them can be chosen, the row itself takes the keys that scroll it. */
export function Thumbnails(props: { label: string; still?: boolean; children: ReactNode }) {
  const { label, still = false, children } = props;
  return (
    <div className="scroller" tabIndex={still ? 0 : undefined}>
      <Drawing className="thumbnails" width={16 * thumb.pitch - 6} height={thumb.row} label={label} interactive>
        {children}
      </Drawing>
    </div>
  );
}

interface ThumbnailProps {
  readonly image: TestImage;
  readonly x: number;
  readonly y: number;
  readonly caption: string;
  /** Framed as a mistake. */
  readonly wrong?: boolean;
  readonly chosen?: boolean;
  /** Absent where there is nothing to choose. */
  readonly onChoose?: () => void;
}

/** A test image with a caption, which can be chosen. */
export function Thumbnail(props: ThumbnailProps) {
  const { image, caption, wrong = false, chosen = false, onChoose } = props;
  const name = `Test image ${image.index}, label ${image.label}`;
  const label = name.endsWith(caption) ? name : `${name}, ${caption}`;
  const className = `thumbnail ${wrong ? "wrong" : ""} ${chosen ? "chosen" : ""}`;
  if (!onChoose)
    return (
      <g className={className}>
        <title>{label}</title>
        <Picture {...props} />
      </g>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onChoose();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no button elements
    <g className={className} role="button" tabIndex={0} aria-label={label} onKeyDown={onKeyDown} onClick={onChoose}>
      <Picture {...props} />
    </g>
  );
}

const Picture = ({ image, x, y, caption }: ThumbnailProps) => (
  <>
    <image href={pictureUrl(image.pixels)} x={x} y={y} width={thumb.side} height={thumb.side} />
    <rect x={x} y={y} width={thumb.side} height={thumb.side} rx={2} />
    <text x={x + thumb.side / 2} y={y + thumb.side + 12} textAnchor="middle">
      {caption}
    </text>
  </>
);
