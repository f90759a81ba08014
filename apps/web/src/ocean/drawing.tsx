import { type OwnPath, pathOfDrawing } from "@crosstilt/labs/ocean";
import { useRef, useState } from "react";
import { Handle } from "../components/handle.js";
import { foldedPath, SIDE } from "./path-drawing.js";
import { PathLine } from "./path-lines.js";

type Line = readonly (readonly [number, number])[];

/** Sides of the square that an arrow key moves the pen. */
const STEP = 0.02;

/** The line that is being drawn: begun by a press, continued by a drag, by the pen or by its arrow keys. */
export function useDrawing(path: OwnPath | null, onPath: (path: OwnPath) => void) {
  const [line, setLine] = useState<Line>([]);
  // Pointers move faster than the page is drawn: the line itself must not wait for it.
  const latest = useRef<Line>([]);
  const keep = (next: Line) => {
    latest.current = next;
    setLine(next);
  };
  const draw = (next: Line) => {
    keep(next);
    const made = pathOfDrawing(next);
    if (made) onPath(made);
  };
  const end = (): readonly [number, number] =>
    latest.current.at(-1) ?? (path ? [path.at(-2)!, path.at(-1)!] : [0.5, 0.5]);
  return {
    line,
    pen: end(),
    begin: (x: number, y: number) => keep([[x, y]]),
    extend: (x: number, y: number) => draw([...latest.current, [x, y]]),
    nudge: (right: number, up: number) => {
      const [x, y] = end();
      const before = latest.current.length > 0 ? latest.current : [[x, y] as const];
      draw([...before, [x + STEP * right, y + STEP * up]]);
    },
  };
}

/** The pen, and the line while it is too short to be a path. */
export function Pen({ drawing: { line, pen, extend, nudge } }: { drawing: ReturnType<typeof useDrawing> }) {
  const [x, y] = [SIDE * pen[0], SIDE * (1 - pen[1])];
  return (
    <>
      {line.length > 1 && !pathOfDrawing(line) && <PathLine className="unseen" d={foldedPath(line.flat())} />}
      <Handle
        x={x}
        y={y}
        className="sea-handle"
        label="Pen"
        value={Math.round(100 * pen[0])}
        valueText={`x ${pen[0].toFixed(2)}, y ${pen[1].toFixed(2)}`}
        onMove={(px, py) => extend(px / SIDE, 1 - py / SIDE)}
        onNudge={nudge}
      />
    </>
  );
}
