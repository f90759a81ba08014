import { type ReactNode, useRef } from "react";
import { SaveMenu } from "../figure/save-menu.js";
import type { DataTable } from "../figure/table.js";
import { SIDE } from "./path-drawing.js";

/** Properties of {@link MapFigure}. */
interface MapFigureProps {
  /** The name of its files, without ending. */
  readonly name: string;
  /** Its numbers, made when asked for. */
  readonly data: () => DataTable;
  readonly className?: string;
  /** Holds one map, and a caption where it has one. */
  readonly children: ReactNode;
}

/** A map that can be saved as SVG, PNG and data. */
export function MapFigure({ name, data, className = "card", children }: MapFigureProps) {
  const figure = useRef<HTMLElement>(null);
  return (
    <figure ref={figure} className={`figure ${className}`}>
      {children}
      <SaveMenu name={name} data={data} drawing={() => withColours(figure.current!)} />
    </figure>
  );
}

/** The drawing of a map with the colours of its canvas behind it, for the moment in which it is copied. */
function withColours(figure: HTMLElement): SVGSVGElement {
  const drawing = figure.querySelector<SVGSVGElement>(".ocean-map svg")!;
  const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
  const href = figure.querySelector<HTMLCanvasElement>(".ocean-map canvas")!.toDataURL();
  for (const [name, value] of Object.entries({ href, width: SIDE, height: SIDE, preserveAspectRatio: "none" }))
    image.setAttribute(name, String(value));
  drawing.prepend(image);
  setTimeout(() => image.remove());
  return drawing;
}

/** Values on `cells²` cells as rows of place and value. */
export function gridTable(cells: number, values: ArrayLike<number>, column: string): DataTable {
  const place = (i: number) => Number(((i + 0.5) / cells).toFixed(6));
  return Array.from(values, (value, i) => ({
    x: place(i % cells),
    y: place(Math.floor(i / cells)),
    [column]: Number(value.toPrecision(6)),
  }));
}
