import { DURATION } from "@crosstilt/labs/ocean";
import { V } from "../components/maths.js";
import { Slider } from "../components/slider.js";
import { decimal } from "../state/format.js";
import { type Clock, useTime } from "./clock.js";
import { placeAlong } from "./path-drawing.js";

/** Play, pause and a slider for the time; `onStay` is told where the clock is stopped. */
export function TimeControls(props: {
  clock: Clock;
  playing: boolean;
  setPlaying: (playing: boolean) => void;
  onStay: (time: number) => void;
}) {
  const { clock, playing, setPlaying, onStay } = props;
  const time = useTime(clock);
  const toggle = () => {
    setPlaying(!playing);
    if (playing) onStay(clock.get());
  };
  const move = (next: number) => {
    setPlaying(false);
    clock.set(next);
    onStay(next);
  };
  return (
    <div className="time-controls">
      <button type="button" className="primary" onClick={toggle}>
        {playing ? "Pause" : "Play"}
      </button>
      <Slider
        label={
          <>
            time <V of="t" />
          </>
        }
        value={time}
        range={[0, DURATION]}
        step={DURATION / 200}
        show={(value) => decimal(value, 3)}
        onChange={move}
      />
    </div>
  );
}

/** Where the drifter is now, in words; `duration` is how long its path lasts. */
export function DrifterPlace({ clock, path, duration }: { clock: Clock; path: ArrayLike<number>; duration: number }) {
  const time = useTime(clock);
  const [x, y] = placeAlong(path, time / duration).map((value) => value - Math.floor(value));
  return (
    <p className="drifter-place small muted">
      The drifter is at <span data-place>{`(${decimal(x!)}, ${decimal(y!)})`}</span>
    </p>
  );
}
