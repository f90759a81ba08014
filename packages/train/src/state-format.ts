import type { Parameters } from "@crosstilt/core";
import { decodeSafetensors, encodeSafetensors, type Safetensors, toFloat32 } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";
import type { TrainingState } from "./training-state.js";

/** The part of a training state that is not tensors. */
export type Progress = Omit<TrainingState, "parameters" | "optimizer">;

/** {@link Progress} of a state, as plain data. */
export const progressOf = ({ step, epoch, cursor, lossSum, history }: TrainingState): Progress => ({
  step,
  epoch,
  cursor,
  lossSum,
  history,
});

/** The tensors of a state as safetensors bytes, bit for bit. */
export const encodeState = async (state: TrainingState): Promise<Uint8Array> =>
  encodeSafetensors(await tensorsOfState(state));

/** The tensors of a state as what a safetensors file holds. */
export const tensorsOfState = ({ parameters, optimizer }: TrainingState): Promise<Safetensors> =>
  tensorsOf({ ...named("parameters", parameters), ...named("optimizer", optimizer) });

/** Restores a state; the caller disposes of it. */
export function decodeState(bytes: Uint8Array, progress: Progress): TrainingState {
  const tensors = decodeTensors(bytes);
  const pick = (group: string) =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([name]) => name.startsWith(`${group}/`))
        .map(([name, tensor]) => [name.slice(group.length + 1), tensor as tf.Tensor1D]),
    );
  return { parameters: pick("parameters"), optimizer: pick("optimizer"), ...progress };
}

/** Parameters as safetensors bytes, readable by every other tool. */
export const encodeTensors = async (tensors: Parameters): Promise<Uint8Array> =>
  encodeSafetensors(await tensorsOf(tensors));

/** Parameters as what a safetensors file holds. */
export async function tensorsOf(tensors: Parameters): Promise<Safetensors> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const data = (await tensor.data()) as Float32Array;
    return [name, { shape: tensor.shape, data: Float32Array.from(data) }] as const;
  });
  return { tensors: Object.fromEntries(await Promise.all(entries)) };
}

/** The tensors of a safetensors file as float32. The caller disposes of them. */
export function decodeTensors(bytes: Uint8Array, source?: string): Parameters {
  const { tensors } = decodeSafetensors(bytes, source);
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => [
    name,
    tf.tensor(toFloat32(data), [...shape], "float32"),
  ]);
  return Object.fromEntries(entries);
}

function named(group: string, tensors: Parameters): Parameters {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${group}/${name}`, tensor]));
}
