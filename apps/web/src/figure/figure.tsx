import { type ReactNode, useCallback, useRef } from "react";
import { SaveMenu } from "./save-menu.js";
import type { DataTable } from "./table.js";

/** Properties of {@link Figure}. */
interface FigureProps {
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** The name of its files, without ending. */
  readonly name: string;
  /** Its numbers, made when asked for. */
  readonly data: () => DataTable;
  readonly className?: string;
  /** Holds one drawing (`svg.plot`). */
  readonly children: ReactNode;
}

/** A drawing with its caption, which can be saved as SVG, PNG and data. */
export function Figure({ title, detail, name, data, className = "card", children }: FigureProps) {
  const figure = useRef<HTMLElement>(null);
  const latest = useRef(data);
  latest.current = data;
  const drawing = useCallback(() => figure.current!.querySelector<SVGSVGElement>("svg.plot")!, []);
  const table = useCallback(() => latest.current(), []);
  return (
    <figure ref={figure} className={`figure ${className}`}>
      <figcaption>
        {title}
        {detail !== undefined && <small>{detail}</small>}
      </figcaption>
      {children}
      <SaveMenu name={name} drawing={drawing} data={table} />
    </figure>
  );
}
