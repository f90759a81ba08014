/** A probability in per cent. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
