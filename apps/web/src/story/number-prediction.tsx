import { type ReactNode, useState } from "react";
import { Slider } from "../components/slider.js";
import { Prediction } from "./prediction.js";

/** A question for a number; what is measured counts as predicted when it is near enough. */
export function NumberPrediction(props: {
  scene: string;
  question: ReactNode;
  label: string;
  range: readonly [number, number];
  step: number;
  show: (value: number) => string;
  tolerance: number;
  /** Null while it is measured. */
  measured: number | null;
  words: ReactNode;
  onAsk?: () => void;
}) {
  const { scene, question, label, range, step, show, tolerance, measured, words, onAsk } = props;
  const [guess, setGuess] = useState((range[0] + range[1]) / 2);
  const [asked, setAsked] = useState(false);
  return (
    <Prediction
      scene={scene}
      question={question}
      ready
      asked={asked}
      outcome={measured === null ? null : { right: Math.abs(guess - measured) <= tolerance + 1e-9, words }}
      onAsk={() => {
        setAsked(true);
        onAsk?.();
      }}
    >
      <fieldset className="answers" disabled={asked}>
        <legend className="visually-hidden">Your answer</legend>
        <Slider label={label} value={guess} range={range} step={step} show={show} onChange={setGuess} />
      </fieldset>
    </Prediction>
  );
}
