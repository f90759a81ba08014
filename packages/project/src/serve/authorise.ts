import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { HttpError } from "./http-error.js";

/** Whether a request says one of the tokens; everybody may ask where there are none. */
export type Authorise = (headers: IncomingHttpHeaders) => void;

/** Refuses requests without `Authorization: Bearer TOKEN`, in a time that does not depend on how much of a token was right. */
export function authoriser(tokens: readonly string[]): Authorise {
  const known = tokens.map(digest);
  return ({ authorization = "" }) => {
    if (known.length === 0) return;
    const given = digest(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "");
    // All are compared, so that neither their order nor their number can be told from the time.
    if (!known.reduce((found, token) => timingSafeEqual(token, given) || found, false))
      throw new HttpError(401, "expected Authorization: Bearer and a token of this server");
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest();
