import { type ReactNode, useId } from "react";

/** Properties of {@link Segmented}. */
interface SegmentedProps<C extends string> {
  readonly legend: ReactNode;
  readonly value: C;
  readonly choices: readonly (readonly [C, ReactNode])[];
  /** Choices in a row, where one row for all is too narrow. */
  readonly columns?: 2;
  readonly onChange: (value: C) => void;
}

/** One of a few choices, as radio buttons that look like one control. */
export function Segmented<C extends string>({ legend, value, choices, columns, onChange }: SegmentedProps<C>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend>{legend}</legend>
      <div className={columns === 2 ? "in-two-columns" : undefined}>
        {choices.map(([choice, text]) => (
          <label key={choice}>
            <input type="radio" name={name} checked={choice === value} onChange={() => onChange(choice)} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
