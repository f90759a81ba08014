import { type KeyboardEvent, type PointerEvent, useRef } from "react";

/** Properties of {@link Handle}. */
interface HandleProps {
  /** Where it is, in the coordinates of the drawing. */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** What a screen reader says of its position; the number is what a slider must have. */
  readonly value: number;
  readonly valueText: string;
  readonly className?: string;
  /** Dragged to a place in the coordinates of the drawing. */
  readonly onMove: (x: number, y: number) => void;
  /** Moved by an arrow key, in steps right and up. */
  readonly onNudge: (right: number, up: number) => void;
  /** Enter or the space bar was pressed. */
  readonly onPress?: () => void;
}

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A point of a drawing that can be dragged with a pointer and moved with the arrow keys (with shift in larger steps). */
export function Handle({ x, y, label, value, valueText, className = "", onMove, onNudge, onPress }: HandleProps) {
  const group = useRef<SVGGElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    const pressed = onPress !== undefined && (event.key === "Enter" || event.key === " ");
    if (!arrow && !pressed) return;
    event.preventDefault();
    if (!arrow) return onPress?.();
    const size = event.shiftKey ? 5 : 1;
    onNudge(arrow[0] * size, arrow[1] * size);
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    group.current?.focus();
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const matrix = group.current!.ownerSVGElement!.getScreenCTM()!.inverse();
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    onMove(place.x, place.y);
  };
  return (
    <g
      ref={group}
      className={`handle ${className}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuenow={value}
      aria-valuetext={valueText}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    >
      <circle className="target" cx={x} cy={y} r={17} />
      <circle className="knob" cx={x} cy={y} r={6.5} />
    </g>
  );
}
