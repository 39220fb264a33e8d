// What other programs import (README.md).

import { CODES } from "./codes.mjs";
import { read } from "./feed.mjs";

export { Client, UnsignedFeed } from "./client.mjs";
export { readLinks, readRelease } from "./releases.mjs";
export { CODES };

/** The feed in these bytes, if all of it that counts is understood. Throws otherwise. */
export function readFeed(bytes) {
  return read(bytes).feed;
}

const PERMISSIONS = ["required", "permitted", "permitted_with_duties"];

/**
 * Whether a decision lets you share, given the codes of the duties that you can do. With a duty that is not among them it
 * does not, whatever the outcome: so no duty is lost. Throws TypeError where one of the two is something else.
 */
export function permits(decision, knownDuties) {
  if (typeof decision?.outcome !== "string") throw new TypeError("This is no decision. Await it: permits(await client.decide(request), duties).");
  if (!Array.isArray(knownDuties)) throw new TypeError("Name the duties that you can do, as a list of their codes; [] for none.");
  return PERMISSIONS.includes(decision.outcome) && (decision.duties ?? []).every(({ code }) => knownDuties.includes(code));
}
