/** 256 colours from low to high, as bytes of red, green, blue and alpha. */
export type Palette = Uint8ClampedArray;

const viridis = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
/** Blue, white, red (after ColorBrewer's RdBu); on a dark page the middle is dark, so that only what differs shines. */
const divergingLight = [
  "#053061",
  "#2166ac",
  "#4393c3",
  "#92c5de",
  "#d1e5f0",
  "#f7f7f7",
  "#fddbc7",
  "#f4a582",
  "#d6604d",
  "#b2182b",
  "#67001f",
];
const divergingDark = [
  "#b9dcf5",
  "#6fb2e0",
  "#3a84bd",
  "#285d88",
  "#213d56",
  "#22262d",
  "#55302b",
  "#8a4134",
  "#c25d43",
  "#ea8f68",
  "#fbd0b4",
];

const palette = (stops: readonly string[]): Palette => {
  const colours = stops.map((stop) => [1, 3, 5].map((at) => Number.parseInt(stop.slice(at, at + 2), 16)));
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(place));
    for (let c = 0; c < 3; c++)
      bytes[4 * i + c] = colours[low]![c]! + (place - low) * (colours[low + 1]![c]! - colours[low]![c]!);
    bytes[4 * i + 3] = 255;
  }
  return bytes;
};

export const palettes = {
  sequential: palette(viridis),
  divergingLight: palette(divergingLight),
  divergingDark: palette(divergingDark),
};

/** Paints values `[cells²]`, row by row from the bottom up, as pixels from the top down. */
export function paint(
  values: ArrayLike<number>,
  [low, high]: readonly [number, number],
  colours: Palette,
  image: ImageData,
): void {
  const cells = image.width;
  const factor = 255 / (high - low);
  for (let row = 0; row < cells; row++)
    for (let i = 0; i < cells; i++) {
      const level = Math.max(0, Math.min(255, Math.round((values[row * cells + i]! - low) * factor)));
      const at = 4 * ((cells - 1 - row) * cells + i);
      for (let c = 0; c < 4; c++) image.data[at + c] = colours[4 * level + c]!;
    }
}

/** A palette as a CSS gradient, from left to right. */
export const gradientOf = (colours: Palette): string =>
  `linear-gradient(to right, ${Array.from({ length: 17 }, (_, i) => `rgb(${colours.slice(4 * Math.round((i * 255) / 16), 4 * Math.round((i * 255) / 16) + 3).join(" ")})`).join(", ")})`;
