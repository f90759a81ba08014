import { HttpError } from "./http-error.js";

/** Clients that are remembered at a time; the longest silent is forgotten, which only ever allows more. */
const REMEMBERED = 10_000;

/** Refuses clients that ask more than `perSecond` requests a second, after a burst of as many as two seconds allow. */
export function rateLimit(perSecond: number, now: () => number = () => performance.now() / 1000) {
  const clients = new Map<string, { left: number; at: number }>();
  return (client: string): void => {
    if (!Number.isFinite(perSecond)) return;
    const { left, at } = clients.get(client) ?? { left: 2 * perSecond, at: now() };
    const time = now();
    const allowed = Math.min(2 * perSecond, left + (time - at) * perSecond);
    clients.delete(client);
    clients.set(client, { left: Math.max(0, allowed - 1), at: time });
    if (clients.size > REMEMBERED) clients.delete(clients.keys().next().value!);
    if (allowed < 1) throw new HttpError(429, `expected at most ${perSecond} requests a second`);
  };
}
