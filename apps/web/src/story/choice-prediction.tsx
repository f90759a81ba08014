import { type ReactNode, useId, useState } from "react";
import { Prediction } from "./prediction.js";

/** A question with a few answers, of which the measurement says which is right. */
export function ChoicePrediction<C extends string>(props: {
  scene: string;
  question: ReactNode;
  choices: readonly (readonly [C, ReactNode])[];
  /** The right choice, as measured; null while it is not. */
  measured: C | null;
  words: ReactNode;
  /** Begins a measurement that takes time. */
  onAsk?: () => void;
}) {
  const { scene, question, choices, measured, words, onAsk } = props;
  const name = useId();
  const [chosen, choose] = useState<C | null>(null);
  const [asked, setAsked] = useState(false);
  return (
    <Prediction
      scene={scene}
      question={question}
      ready={chosen !== null}
      asked={asked}
      outcome={measured === null ? null : { right: chosen === measured, words }}
      onAsk={() => {
        setAsked(true);
        onAsk?.();
      }}
    >
      <fieldset className="answers" disabled={asked}>
        <legend className="visually-hidden">Your answer</legend>
        {choices.map(([choice, text]) => (
          <label key={choice} className={asked && choice === measured ? "measured" : undefined}>
            <input
              type="radio"
              name={name}
              value={choice}
              checked={choice === chosen}
              onChange={() => choose(choice)}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
    </Prediction>
  );
}
