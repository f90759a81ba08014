/** What decides how degrees and dates become the model's units: 200 km of ocean, and ten days for T = 0.1. */
export const region = { centre: [-30, 40], side: 200_000, secondsPerUnit: 8_640_000 };
