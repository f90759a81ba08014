import { type PointerEvent, useRef } from "react";
import { extended, type Ink, padSize } from "./ink.js";
import { Pen } from "./pen.js";

/** A sheet to draw on with mouse, pen or finger; below the strokes lies a picture, until the first one. */
export function DrawingPad(props: { ink: Ink; below?: string; label: string; onInk: (ink: Ink) => void }) {
  const { ink, below, label, onInk } = props;
  const latest = useRef(ink);
  latest.current = ink;
  const add = (event: PointerEvent<SVGSVGElement>, start: boolean) => {
    const matrix = event.currentTarget.getScreenCTM()!.inverse();
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    latest.current = extended(start ? [...latest.current, []] : latest.current, x, y);
    onInk(latest.current);
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    add(event, true);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) add(event, false);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldsets
    <svg
      className="pad"
      viewBox={`0 0 ${padSize} ${padSize}`}
      role="group"
      aria-label={label}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    >
      <rect width={padSize} height={padSize} />
      {ink.length === 0 && below && <image href={below} width={padSize} height={padSize} />}
      {ink.map((stroke, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only ever added at the end
        <polyline key={i} points={[stroke[0]!, ...stroke].map((point) => point.join()).join(" ")} />
      ))}
      <Pen ink={ink} onInk={onInk} />
    </svg>
  );
}
