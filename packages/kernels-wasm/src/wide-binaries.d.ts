/** The kernels with wide panels as base64, written by scripts/build.mjs; a file of its own keeps them out of browsers. */
export const wide: string;
export const wideShared: string;
