import { foldedPath, placeOn } from "./path-drawing.js";

/** A folded path with a rim that keeps it legible on any colour. */
export const PathLine = ({ className, d }: { className: string; d: string }) => (
  <g className={`path-line ${className}`}>
    <path className="rim" d={d} />
    <path className="line" d={d} />
  </g>
);

/** The observed part of a path, the rest of it dotted, and where it starts. */
export function ObservedPath({ path, part }: { path: ArrayLike<number>; part: number }) {
  const last = path.length / 2 - 1;
  const seen = Math.round(last * part);
  const [x, y] = placeOn(path[0]!, path[1]!);
  return (
    <>
      {seen < last && <PathLine className="unseen" d={foldedPath(path, seen)} />}
      <PathLine className="observed" d={foldedPath(path, 0, seen)} />
      <circle className="path-start" cx={x} cy={y} r={16} />
    </>
  );
}
