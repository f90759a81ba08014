/** What a pool may hold: linear maps in closed form, a network beside them, a network alone, kernel features in closed form. */
export const candidateNames = ["linear", "residual", "network", "kernel"] as const;
export type CandidateName = (typeof candidateNames)[number];
