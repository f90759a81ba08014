import { type Ocean, velocityField } from "@crosstilt/dataset-ocean";
import { heatmap } from "@crosstilt/figures";

/** A part of a Vega-Lite figure. */
type Spec = ReturnType<typeof heatmap>;

export interface FieldPanelOptions {
  readonly title: string;
  readonly coefficients: ArrayLike<number>;
  /** Drawn over the field, wrapped to the square; none when absent. */
  readonly path?: readonly (readonly [number, number])[];
  /** The potential of the first and last colour, so that panels can share their colours. */
  readonly bound?: number;
}

const CELLS = 64;
const ARROWS = 13;
const SIDE = 230;
/** Arrows of the rms speed have this area in square pixels. */
const ARROW_AREA = 60;

/** The potential at time 0 as colours, the velocity as arrows, and a path that begins at the dot. */
export function fieldPanel(ocean: Ocean, { title, coefficients, path = [], bound }: FieldPanelOptions): Spec {
  const axis = (words: string) => ({ title: words, range: [0, 1] as const });
  const base = heatmap({
    values: potentialGrid(ocean, coefficients),
    x: axis("x"),
    y: axis("y"),
    colour: { title: "ψ", diverging: true, ...(bound ? { domain: [-bound, bound] as const } : {}) },
    title,
    width: SIDE,
    height: SIDE,
  });
  return withPath(withLayers(base, [arrowLayer(ocean, coefficients)]), path);
}

/** A panel over the unit square with a path drawn on it, if there is one. */
export const withPath = (panel: Spec, path: readonly (readonly [number, number])[]): Spec =>
  path.length > 0 ? withLayers(panel, pathLayers(path)) : panel;

function withLayers(panel: Spec, more: readonly object[]): Spec {
  const { layer } = panel as unknown as { layer: object[] };
  return { ...panel, layer: [...layer, ...more] } as unknown as Spec;
}

/** The largest |ψ| of a field on the grid of the panels. */
export function potentialBound(ocean: Ocean, coefficients: ArrayLike<number>): number {
  return Math.max(...potentialGrid(ocean, coefficients).map((row) => Math.max(...row.map(Math.abs))));
}

function potentialGrid(ocean: Ocean, coefficients: ArrayLike<number>): number[][] {
  const { potential } = velocityField(ocean, coefficients);
  const centres = Array.from({ length: CELLS }, (_, i) => (i + 0.5) / CELLS);
  return centres.map((y) => centres.map((x) => potential(x, y, 0)));
}

const place = {
  x: { field: "x", type: "quantitative" },
  y: { field: "y", type: "quantitative" },
} as const;

function arrowLayer(ocean: Ocean, coefficients: ArrayLike<number>): object {
  const { velocity } = velocityField(ocean, coefficients);
  const ticks = Array.from({ length: ARROWS }, (_, i) => (i + 0.5) / ARROWS);
  const values = ticks.flatMap((x) =>
    ticks.map((y) => {
      const [wx, wy] = velocity(x, y, 0);
      const area = ARROW_AREA * Math.min(4, Math.hypot(wx, wy) / ocean.settings.rmsSpeed);
      return { x, y, angle: (Math.atan2(wx, wy) * 180) / Math.PI, area };
    }),
  );
  return {
    data: { values },
    mark: { type: "point", shape: "wedge", filled: true, color: "#333333", opacity: 0.55 },
    encoding: {
      ...place,
      angle: { field: "angle", type: "quantitative", scale: null, legend: null },
      size: { field: "area", type: "quantitative", scale: null, legend: null },
    },
  };
}

function pathLayers(path: readonly (readonly [number, number])[]): object[] {
  const values = wrapped(path);
  return [
    {
      data: { values },
      mark: { type: "line", color: "#111111", strokeWidth: 2 },
      encoding: {
        ...place,
        detail: { field: "piece", type: "nominal" },
        order: { field: "order", type: "quantitative" },
      },
    },
    {
      data: { values: values.slice(0, 1) },
      mark: { type: "point", shape: "circle", filled: true, size: 70, color: "#111111", opacity: 1 },
      encoding: place,
    },
  ];
}

/** Points folded into the unit square, in pieces that never jump across it. */
function wrapped(path: readonly (readonly [number, number])[]) {
  let piece = 0;
  return path.map(([x, y], order) => {
    const before = path[Math.max(0, order - 1)]!;
    if (Math.floor(x) !== Math.floor(before[0]) || Math.floor(y) !== Math.floor(before[1])) piece += 1;
    return { x: x - Math.floor(x), y: y - Math.floor(y), piece, order };
  });
}
