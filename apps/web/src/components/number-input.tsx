import { useState } from "react";

/** Properties of {@link NumberInput}. */
interface NumberInputProps {
  readonly id?: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A number to type: a value in range counts at once; what is half typed or out of range waits until the field is left. */
export function NumberInput({ id, value, range: [min, max], step, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const take = (text: string, lenient: boolean) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    const inside = Math.min(max, Math.max(min, number));
    if (inside === number || (lenient && Number.isFinite(number))) onChange(Number(inside.toFixed(digits)));
  };
  return (
    <input
      type="number"
      id={id}
      min={min}
      max={max}
      step={step}
      value={typed ?? value}
      onChange={({ target }) => {
        setTyped(target.value);
        take(target.value, false);
      }}
      onBlur={() => {
        if (typed !== null) take(typed, true);
        setTyped(null);
      }}
    />
  );
}
