/** Properties that stylesheets give to drawings. */
const properties = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap"],
  ...["stroke-linejoin", "opacity", "font-family", "font-size", "font-style", "font-weight", "text-anchor"],
  ...["image-rendering", "shape-rendering"],
];

/** A drawing of the page as an SVG file that needs no stylesheet: colours and fonts as shown, without handles. */
export function standaloneSvg(drawing: SVGSVGElement): { text: string; width: number; height: number } {
  const { width, height } = drawing.viewBox.baseVal;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  inline(drawing, copy);
  for (const handle of copy.querySelectorAll(".handle")) handle.remove();
  for (const node of copy.querySelectorAll("[class], [tabindex], [role]"))
    for (const name of ["class", "tabindex", "role"]) node.removeAttribute(name);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.prepend(background(width, height));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function inline(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  const values = properties.map((name) => `${name}:${style.getPropertyValue(name)}`);
  to.setAttribute("style", values.join(";").replaceAll('"', "'"));
  for (let i = 0; i < from.children.length; i += 1) inline(from.children[i]!, to.children[i]!);
}

function background(width: number, height: number): SVGRectElement {
  const rectangle = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const colour = getComputedStyle(document.documentElement).getPropertyValue("background-color");
  for (const [name, value] of Object.entries({ x: -12, y: -6, width: width + 24, height: height + 12, fill: colour }))
    rectangle.setAttribute(name, String(value));
  return rectangle;
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
