import { useId } from "react";
import { NumberInput } from "../components/number-input.js";
import { Presets } from "../components/presets.js";
import { DrawingPad } from "./drawing-pad.js";
import { pictureUrl } from "./picture.js";
import { presets } from "./presets.js";
import { type Change, type MnistSettings, mnistFields } from "./settings.js";
import type { Digit } from "./use-digit.js";

/** The digit: drawn by hand, or one of the test images. */
export function DigitControls({ settings, change, digit }: { settings: MnistSettings; change: Change; digit: Digit }) {
  const { ink, image } = settings;
  const id = useId();
  const choose = (index: number) => change({ ink: [], image: (index + 10_000) % 10_000 });
  const drawn = ink.length > 0;
  const label = drawn ? "Your drawing" : `Test image ${image}; draw here to replace it`;
  return (
    <form className="controls card" aria-label="Digit" onSubmit={(event) => event.preventDefault()}>
      <h2>Draw a digit</h2>
      <DrawingPad
        ink={ink}
        label={label}
        below={digit.image && pictureUrl(digit.image.pixels)}
        onInk={(next) => change({ ink: next })}
      />
      <div className="buttons">
        <button type="button" disabled={!drawn} onClick={() => change({ ink: [] })}>
          Clear
        </button>
        <span className="pad-note muted small">
          {drawn ? "your drawing" : digit.image ? `test image, label ${digit.image.label}` : "loading…"}
        </span>
      </div>
      <h2>Or take a test image</h2>
      <div className="stepper">
        <button type="button" onClick={() => choose(image - 1)} aria-label="Previous test image">
          ‹
        </button>
        <label htmlFor={id} className="visually-hidden">
          Test image, 0 to 9999
        </label>
        <NumberInput id={id} value={image} range={[0, 9999]} step={1} onChange={choose} />
        <button type="button" onClick={() => choose(image + 1)} aria-label="Next test image">
          ›
        </button>
        <button type="button" onClick={() => choose(Math.floor(Math.random() * 10_000))}>
          Any
        </button>
      </div>
      {digit.failure && <p className="alert">{digit.failure}</p>}
      <Presets lab="mnist" fields={mnistFields} presets={presets} settings={settings} />
    </form>
  );
}
