import { DURATION } from "@crosstilt/labs/ocean";
import { type MouseEvent, type PointerEvent, type ReactNode, useEffect, useRef } from "react";
import type { Clock } from "./clock.js";
import { type Fill, steppedTime } from "./heat-map.js";
import { type Palette, paint } from "./palettes.js";
import { placeAlong, placeOn, SIDE } from "./path-drawing.js";
import { drawStreaks } from "./tracers.js";

/** Cells of the background and pixels of the drawing. */
export const FLOW_CELLS = 72;
const PIXELS = 640;

/** What the large map shows and what can be done to it. */
interface FlowMapProps {
  /** Speeds; null while there is no field to show. */
  readonly fill: Fill | null;
  readonly highest: number;
  readonly palette: Palette;
  /** Paths of tracers, for the streaks. */
  readonly tracers: Float32Array | null;
  /** The drifter's path, start included, and how long it lasts. */
  readonly path: ArrayLike<number> | null;
  readonly duration: number;
  readonly clock: Clock;
  readonly label: string;
  readonly drawing: boolean;
  readonly onPress: (x: number, y: number) => void;
  readonly onDrag: (x: number, y: number) => void;
  readonly children: ReactNode;
}

/** A moving velocity field: speed as colour, tracers as streaks, the drifter as a dot, and paths and handles over them. */
export function FlowMap(props: FlowMapProps) {
  const { fill, highest, palette, tracers, path, duration, clock, label, drawing, onPress, onDrag, children } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const drifter = useRef<SVGGElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    const drawBackground = fill && backgroundOf(fill, highest, palette);
    const draw = () => {
      context.clearRect(0, 0, PIXELS, PIXELS);
      if (drawBackground) context.drawImage(drawBackground(clock.get()), 0, 0, PIXELS, PIXELS);
      if (tracers) drawStreaks(context, tracers, clock.get() / DURATION, PIXELS);
    };
    draw();
    return clock.subscribe(draw);
  }, [fill, highest, palette, tracers, clock]);
  useEffect(() => {
    const move = () => {
      if (!path) return;
      const [x, y] = placeOn(...placeAlong(path, clock.get() / duration));
      drifter.current?.setAttribute("transform", `translate(${x} ${y})`);
    };
    move();
    return clock.subscribe(move);
  }, [path, duration, clock]);
  const onPointerDown = (event: PointerEvent<SVGRectElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    onPress(...squarePlace(event));
  };
  const onPointerMove = (event: PointerEvent<SVGRectElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag(...squarePlace(event));
  };
  // A tap drops the drifter and a swipe still scrolls the page; only drawing takes the whole pointer.
  const onClick = (event: MouseEvent<SVGRectElement>) => onPress(...squarePlace(event));
  const hands = drawing ? { onPointerDown, onPointerMove } : { onClick };
  return (
    <div className="ocean-map flow" data-drawing={drawing}>
      <canvas ref={canvas} width={PIXELS} height={PIXELS} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing */}
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} role="group" aria-label={label}>
        <rect className="sea" width={SIDE} height={SIDE} {...hands} />
        {children}
        {path && (
          <g ref={drifter} className="drifter">
            <circle r={17} />
            <circle r={11} />
          </g>
        )}
      </svg>
    </div>
  );
}

/** Paints speeds on a canvas of its own, to be scaled smoothly; as often as they change visibly. */
function backgroundOf(fill: Fill, highest: number, palette: Palette): (time: number) => HTMLCanvasElement {
  const small = document.createElement("canvas");
  small.width = small.height = FLOW_CELLS;
  const context = small.getContext("2d")!;
  const image = context.createImageData(FLOW_CELLS, FLOW_CELLS);
  const values = new Float32Array(FLOW_CELLS * FLOW_CELLS);
  let drawn = Number.NaN;
  return (wanted) => {
    const time = steppedTime(wanted);
    if (time === drawn) return small;
    drawn = time;
    fill(time, values);
    paint(values, [0, highest], palette, image);
    context.putImageData(image, 0, 0);
    return small;
  };
}

/** A pointer's place in sides of the square, y upwards. */
function squarePlace(event: MouseEvent<SVGGraphicsElement>): [number, number] {
  const matrix = event.currentTarget.ownerSVGElement!.getScreenCTM()!.inverse();
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  return [x / SIDE, 1 - y / SIDE];
}
