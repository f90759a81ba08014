import { type KeyboardEvent, memo, useRef } from "react";
import { download } from "./download.js";
import { pngOf, standaloneSvg } from "./export-svg.js";
import { csvOf, type DataTable } from "./table.js";

const formats = ["svg", "png", "csv"] as const;
type Format = (typeof formats)[number];

async function contentOf(format: Format, drawing: SVGSVGElement, data: () => DataTable): Promise<Blob> {
  if (format === "png") return pngOf(drawing);
  if (format === "svg") return new Blob([standaloneSvg(drawing).text], { type: "image/svg+xml" });
  return new Blob([csvOf(data())], { type: "text/csv" });
}

interface SaveMenuProps {
  readonly name: string;
  readonly data: () => DataTable;
  readonly drawing: () => SVGSVGElement;
}

/** A button that unfolds the formats in which a figure can be saved. */
export const SaveMenu = memo(function SaveMenu({ name, data, drawing }: SaveMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const save = async (format: Format) => {
    download(`${name}.${format}`, await contentOf(format, drawing(), data));
    menu.current!.open = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    menu.current!.open = false;
    menu.current!.querySelector("summary")!.focus();
  };
  return (
    <details ref={menu} className="save-menu" name="save-figure" onKeyDown={onKeyDown}>
      <summary title="Save this figure">
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
          <path d="M8 2v7.5M4.6 6.4 8 9.8l3.4-3.4M2.5 13.2h11" />
        </svg>
        <span className="visually-hidden">Save figure {name}</span>
      </summary>
      <div>
        {formats.map((format) => (
          <button key={format} type="button" onClick={() => void save(format)}>
            {format.toUpperCase()}
          </button>
        ))}
      </div>
    </details>
  );
});
