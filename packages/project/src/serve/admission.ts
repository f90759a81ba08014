import { HttpError } from "./http-error.js";

/** Takes work on until a server has more of it than it should. */
export interface Admission {
  /** Work that was taken on and has not ended. */
  pending(): number;
  /** Does work of this size; refuses it, to be tried again, where there is other work and the sum would be too much. */
  during<T>(size: number, work: () => Promise<T>): Promise<T>;
}

/** An idle server takes on whatever is asked; what one request may ask at most is for its limits. */
export function admission(most: number): Admission {
  let pending = 0;
  return {
    pending: () => pending,
    async during(size, work) {
      if (pending > 0 && pending + size > most) throw new HttpError(503, "too much to do at a time; try again");
      pending += size;
      try {
        return await work();
      } finally {
        pending -= size;
      }
    },
  };
}
