import { DURATION } from "@crosstilt/labs/ocean";
import { type ReactNode, useEffect, useRef } from "react";
import type { Clock } from "./clock.js";
import { type Palette, paint } from "./palettes.js";
import { SIDE } from "./path-drawing.js";

/** Maps are drawn anew in steps of this size, some fifteen times a second. */
const STEP = DURATION / 150;

/** The step nearest to a time. */
export const steppedTime = (time: number): number => STEP * Math.round(time / STEP);

/** Fills `out [cells²]` with what a map shows at a time. */
export type Fill = (time: number, out: Float32Array) => void;

/** Values on the square as colours, that follow the clock while they are in sight; what is drawn over them comes as children. */
export function HeatMap(props: {
  fill: Fill;
  cells: number;
  domain: readonly [number, number];
  palette: Palette;
  clock: Clock;
  label: string;
  children?: ReactNode;
}) {
  const { fill, cells, domain, palette, clock, label, children } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [low, high] = domain;
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    const image = context.createImageData(cells, cells);
    const values = new Float32Array(cells * cells);
    let [drawn, visible] = [Number.NaN, true];
    const draw = () => {
      const time = steppedTime(clock.get());
      if (!visible || time === drawn) return;
      drawn = time;
      fill(time, values);
      paint(values, [low, high], palette, image);
      context.putImageData(image, 0, 0);
    };
    draw();
    const observer = new IntersectionObserver((entries) => {
      visible = entries.at(-1)!.isIntersecting;
      draw();
    });
    observer.observe(canvas.current!);
    const unsubscribe = clock.subscribe(draw);
    return () => {
      observer.disconnect();
      unsubscribe();
    };
  }, [fill, cells, low, high, palette, clock]);
  return (
    <div className="ocean-map" role="img" aria-label={label}>
      <canvas ref={canvas} width={cells} height={cells} />
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
        {children}
      </svg>
    </div>
  );
}
