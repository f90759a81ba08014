import { inLines } from "../state/in-lines.js";

/** Properties that stylesheets give to drawings. */
const properties = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap"],
  ...["stroke-linejoin", "opacity", "font-family", "font-size", "font-style", "font-weight", "text-anchor"],
  ...["image-rendering", "shape-rendering"],
];

/** A file of a drawing, and its size in the drawing's units. */
interface StandaloneSvg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A drawing of the page as an SVG file that needs no stylesheet: light colours on white, whatever the page has, without handles, under the
 * title of its figure and above the entries of the nearest legend that it shows.
 */
export function standaloneSvg(drawing: SVGSVGElement): StandaloneSvg {
  return inLight(() => {
    const { width, height } = drawing.viewBox.baseVal;
    const copy = drawing.cloneNode(true) as SVGSVGElement;
    inline(drawing, copy);
    for (const handle of copy.querySelectorAll(".handle")) handle.remove();
    if (getComputedStyle(drawing).overflow !== "visible") clip(copy, width, height);
    // Captions have sizes for people; those of large maps are as much larger as the maps.
    const unit = Math.max(1, width / 400);
    const [title, legend] = [titleOf(drawing, width, unit), legendOf(drawing, width, unit)];
    const box = {
      x: -MARGIN * unit,
      y: -MARGIN * unit - title.height,
      width: Math.max(width, title.width, legend.width) + 2 * MARGIN * unit,
      height: height + 2 * MARGIN * unit + title.height + legend.height,
    };
    title.parts.setAttribute("transform", `translate(0 ${box.y + MARGIN * unit})`);
    legend.parts.setAttribute("transform", `translate(0 ${height + MARGIN * unit})`);
    copy.prepend(background(box));
    copy.append(title.parts, legend.parts);
    for (const node of [copy, ...copy.querySelectorAll("[class], [tabindex], [role]")])
      for (const name of ["class", "tabindex", "role"]) node.removeAttribute(name);
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    copy.setAttribute("width", String(box.width));
    copy.setAttribute("height", String(box.height));
    return { text: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
  });
}

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 12;
const LINE = 17;

/** Does something while the page has its light colours; nothing is drawn in between. */
function inLight<T>(work: () => T): T {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "light";
  try {
    return work();
  } finally {
    if (theme === undefined) delete dataset.theme;
    else dataset.theme = theme;
  }
}

function inline(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  const values = properties.map((name) => `${name}:${style.getPropertyValue(name)}`);
  to.setAttribute("style", values.join(";").replaceAll('"', "'"));
  for (let i = 0; i < from.children.length; i += 1) inline(from.children[i]!, to.children[i]!);
}

/** Puts all that is drawn into a drawing of its own, beyond whose edges nothing is seen. */
function clip(drawing: SVGSVGElement, width: number, height: number): void {
  const inner = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, overflow: "hidden" });
  inner.append(...drawing.childNodes);
  drawing.append(inner);
}

/** Parts that are added around a drawing, and how much room they take. */
interface Addition {
  readonly parts: SVGGElement;
  readonly width: number;
  readonly height: number;
}

/** The caption of the figure: its title, and below it the smaller words. */
function titleOf(drawing: SVGSVGElement, width: number, unit: number): Addition {
  const caption = drawing.closest("figure")?.querySelector("figcaption");
  const detail = caption?.querySelector("small");
  const title = [...(caption?.childNodes ?? [])].filter((node) => node !== detail);
  const words = (nodes: readonly (Node | null | undefined)[]) => nodes.map((node) => node?.textContent ?? "").join("");
  const letters = width / (7.4 * unit);
  const lines = [
    ...inLines(words(title), letters, 2).map((line) => ({ line, size: 14, weight: "600" })),
    ...inLines(words([detail]), letters * 1.15, 3).map((line) => ({ line, size: 12, weight: "400" })),
  ];
  const parts = element("g", {});
  lines.forEach(({ line, size, weight }, i) => {
    parts.append(text(line, { y: unit * (LINE * i + 13), "font-size": unit * size, "font-weight": weight }));
  });
  return { parts, width: 0, height: lines.length > 0 ? unit * (LINE * lines.length + 4) : 0 };
}

/** The entries of the nearest legend whose marks the drawing has, in as many rows as they need. */
function legendOf(drawing: SVGSVGElement, width: number, unit: number): Addition {
  const parts = element("g", {});
  let [x, row, widest] = [0, 0, 0];
  for (const item of nearestLegend(drawing)?.querySelectorAll("li") ?? []) {
    const mark = item.querySelector("path.curve");
    if (![...(mark?.classList ?? [])].some((name) => name !== "curve" && drawing.querySelector(`.${name}`))) continue;
    const words = item.textContent ?? "";
    const wide = unit * (28 + 7 * words.length + 22);
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1];
    const y = unit * (LINE * row + 9);
    const { stroke, strokeDasharray } = getComputedStyle(mark!);
    const line = { x1: x, x2: x + 24 * unit, y1: y, y2: y, stroke, "stroke-width": 2 * unit };
    parts.append(
      element("line", { ...line, "stroke-dasharray": strokeDasharray === "none" ? "none" : `${5 * unit} ${4 * unit}` }),
      text(words, { x: x + 29 * unit, y: y + 4 * unit, "font-size": 12 * unit, "font-weight": "400" }),
    );
    x += wide;
    widest = Math.max(widest, x);
  }
  return { parts, width: widest, height: parts.childElementCount > 0 ? unit * (LINE * (row + 1) + 4) : 0 };
}

/** The legend of the figure itself, or of the smallest part of the page around it that has one. */
function nearestLegend(drawing: SVGSVGElement): Element | null {
  for (let around = drawing.parentElement; around && around.localName !== "main"; around = around.parentElement) {
    const legend = around.querySelector(".legend");
    if (legend) return legend;
  }
  return null;
}

const background = (box: Readonly<Record<string, number>>) => element("rect", { ...box, fill: "#ffffff" });

const text = (words: string, attributes: Readonly<Record<string, string | number>>) => {
  const node = element("text", { "font-family": "system-ui, sans-serif", fill: "#1c2026", ...attributes });
  node.textContent = words;
  return node;
};

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

/** The drawing as PNG, with `scale` pixels to a unit. */
export async function pngOf(drawing: SVGSVGElement, scale = 3): Promise<Blob> {
  const { text, width, height } = standaloneSvg(drawing);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no PNG"))), "image/png"),
  );
}
