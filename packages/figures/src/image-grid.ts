import type { TopLevelSpec } from "vega-lite";
import { demandSome } from "./check.js";
import { type GrayImage, inkUrl } from "./digit-image.js";
import { vegaLiteFigure } from "./spec.js";
import { colours } from "./theme.js";

export interface GridImage extends GrayImage {
  /** Shown below the image, such as its label. */
  readonly caption?: string;
  /** Framed and captioned in the colour of mistakes. */
  readonly wrong?: boolean;
}

export interface ImageRow {
  readonly title: string;
  /** A second line below the title, such as a measured number. */
  readonly detail?: string;
  readonly images: readonly GridImage[];
}

export interface ImageGridOptions {
  readonly rows: readonly ImageRow[];
  readonly title?: string;
  /** Side of an image in pixels (default 44). */
  readonly size?: number;
}

const GAP = 5;
const CAPTION = 15;

/**
 * Rows of small grayscale images, one row a model (fig. 12 of the paper): what each retrieves or samples.
 * Refuses no rows, empty rows, and images of other sizes than they say.
 *
 * @example
 * imageGrid({ rows: [{ title: "two-sided", images: [{ width: 28, height: 28, pixels, caption: "7" }] }] });
 */
export function imageGrid({ rows, title, size = 44 }: ImageGridOptions): TopLevelSpec {
  demandSome("rows", rows, "row");
  const captioned = rows.some(({ images }) => images.some(({ caption }) => caption !== undefined));
  const pitch = { x: size + GAP, y: size + (captioned ? CAPTION : 0) + GAP + 4 };
  const cells = rows.flatMap(({ images, title: name }, row) => {
    demandSome(`rows[${row}].images`, images, "image");
    return images.map((image, column) => ({
      x: column * pitch.x + size / 2,
      y: row * pitch.y + size / 2,
      caption: image.caption ?? "",
      description: `${name}: ${image.caption ?? `image ${column + 1}`}`,
      wrong: image.wrong ?? false,
      url: inkUrl(`rows[${row}].images[${column}]`, image),
    }));
  });
  const width = Math.max(...rows.map(({ images }) => images.length)) * pitch.x - GAP;
  const height = rows.length * pitch.y;
  return vegaLiteFigure({
    title: title ?? "",
    width,
    height,
    layer: [...rowTitles(rows, pitch.y, size), ...images(cells, size, captioned)].map((layer) => ({
      ...layer,
      encoding: { ...pixelAxes(width, height), ...layer.encoding },
    })),
  });
}

/** Positions in pixels from the upper left corner. */
function pixelAxes(width: number, height: number) {
  return {
    x: { field: "x", type: "quantitative", axis: null, scale: { domain: [0, width], nice: false } },
    y: { field: "y", type: "quantitative", axis: null, scale: { domain: [height, 0], nice: false } },
  };
}

function images(values: readonly object[], size: number, captioned: boolean) {
  const frame = {
    type: "square",
    size: (size + 2) ** 2,
    filled: false,
    opacity: 1,
    strokeWidth: 2,
    stroke: colours.wrong,
  };
  const colour = { condition: { test: "datum.wrong", value: colours.wrong }, value: colours.muted };
  const captions = { type: "text", dy: size / 2 + 4, baseline: "top", fontSize: 10.5 };
  return [
    {
      data: { values },
      mark: { type: "image", width: size, height: size, aspect: false },
      encoding: { url: { field: "url" }, description: { field: "description" } },
    },
    { data: { values }, transform: [{ filter: "datum.wrong" }], mark: { ...frame, aria: false }, encoding: {} },
    ...(captioned
      ? [{ data: { values }, mark: captions, encoding: { text: { field: "caption" }, color: colour } }]
      : []),
  ];
}

function rowTitles(rows: readonly ImageRow[], pitch: number, size: number) {
  const mark = { type: "text", align: "right", baseline: "middle", fontSize: 12 };
  const values = rows.map(({ title, detail }, row) => ({
    x: -12,
    y: row * pitch + size / 2,
    title,
    detail: detail ?? "",
  }));
  const shift = rows.some(({ detail }) => detail) ? 8 : 0;
  const titles = {
    data: { values },
    mark: { ...mark, fontWeight: "bold", dy: -shift },
    encoding: { text: { field: "title" } },
  };
  const details = {
    data: { values },
    mark: { ...mark, fontSize: 10.5, color: colours.muted, dy: shift },
    encoding: { text: { field: "detail" } },
  };
  return shift > 0 ? [titles, details] : [titles];
}
