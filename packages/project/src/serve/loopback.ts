const names = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i;

/** Whether an address to listen on is of this machine alone. */
export const isLoopback = (host: string): boolean => names.test(host);

/** Whether a Host header names this machine. */
export const namesLoopback = (header = ""): boolean => names.test(header.replace(/:\d+$/, ""));
