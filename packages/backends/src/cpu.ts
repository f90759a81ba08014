import "@tensorflow/tfjs-backend-cpu";
import { activate } from "./prepare.js";

/**
 * Makes the pure-JavaScript backend current: the slow reference, present everywhere.
 *
 * @example
 * await useCpu();
 */
export const useCpu = (): Promise<void> => activate("cpu");
