/** The compiled kernels as base64, one string a variant; written by scripts/build.mjs. */
export const plain: string;
export const relaxed: string;
export const plainShared: string;
export const relaxedShared: string;
