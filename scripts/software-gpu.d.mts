export function softwareGpu(): Readonly<Record<string, string>>;
