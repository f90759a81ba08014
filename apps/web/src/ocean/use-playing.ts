import { DURATION } from "@crosstilt/labs/ocean";
import { useEffect, useState } from "react";
import type { Clock } from "./clock.js";

/** Seconds of the reader in which the whole time passes. */
const SECONDS = 9;

const wantsStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Lets a clock run round and round. It starts by itself unless the reader asked for less motion or for a certain time. */
export function usePlaying(clock: Clock): { playing: boolean; setPlaying(playing: boolean): void } {
  const [playing, setPlaying] = useState(() => clock.get() === 0 && !wantsStillness());
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      // After a pause of the browser itself the clock goes on where it was.
      const passed = Math.min(100, now - last) / 1000;
      last = now;
      clock.set((clock.get() + (passed / SECONDS) * DURATION) % DURATION);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, clock]);
  return { playing, setPlaying };
}
