import { useRef } from "react";
import type { Place } from "../engine/backend.js";
import type { Compute } from "../state/compute.js";
import { useGpu } from "../state/gpu.js";
import { Segmented } from "./segmented.js";

/** Where to train, for browsers that have a GPU to offer or links that ask for one; and where it did. */
export function ComputeChoice(props: { value: Compute; place: Place | undefined; onChange: (value: Compute) => void }) {
  const { value, place, onChange } = props;
  const gpu = useGpu();
  const asked = useRef(false);
  asked.current ||= value === "webgpu";
  if (!gpu && !asked.current) return null;
  return (
    <div>
      <Segmented
        legend="compute on"
        value={value}
        onChange={onChange}
        choices={[
          ["wasm", "wasm"],
          ["webgpu", "WebGPU"],
        ]}
      />
      <p className="small muted compute-note" data-place={place?.on}>
        {place && value === "webgpu"
          ? placeWords(place)
          : "A GPU pays for large models and batches; small ones train faster on wasm."}
      </p>
    </div>
  );
}

const placeWords = ({ device, failure }: Place): string =>
  failure === undefined ? `Computes on WebGPU: ${device}.` : `Computes on wasm, since WebGPU did not start. ${failure}`;
