import { useState } from "react";
import { Handle } from "../components/handle.js";
import { extended, type Ink, padSize } from "./ink.js";

/** How far an arrow key moves the pen. */
const STEP = 3;

/** A pen for those who draw with the keyboard: arrow keys move it, Enter lowers and lifts it. */
export function Pen({ ink, onInk }: { ink: Ink; onInk: (ink: Ink) => void }) {
  const [{ x, y, down }, setPen] = useState({ x: padSize / 2, y: padSize / 2, down: false });
  const moveTo = (right: number, up: number) => {
    const next = { x: within(x + STEP * right), y: within(y - STEP * up), down };
    setPen(next);
    if (down) onInk(extended(ink, next.x, next.y));
  };
  const turn = () => {
    setPen({ x, y, down: !down });
    if (!down) onInk(extended([...ink, []], x, y));
  };
  return (
    <Handle
      x={x}
      y={y}
      className={down ? "pen down" : "pen"}
      label="Pen: arrow keys move it, Enter lowers and lifts it"
      value={x}
      valueText={`${x} from the left, ${y} from the top, ${down ? "drawing" : "lifted"}`}
      onMove={() => {}}
      onNudge={moveTo}
      onPress={turn}
    />
  );
}

const within = (place: number): number => Math.min(padSize - 4, Math.max(3, place));
