import { type ReactNode, useId } from "react";

/** Properties of {@link Slider}. */
interface SliderProps {
  readonly label: ReactNode;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly show?: (value: number) => string;
  readonly onChange: (value: number) => void;
}

/** A labelled range input with its value beside it. */
export function Slider({ label, value, range: [min, max], step, show = String, onChange }: SliderProps) {
  const id = useId();
  const shown = show(value);
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{shown}</output>
      <input
        type="range"
        id={id}
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}
