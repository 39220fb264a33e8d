// Fetching (docs/client.md, "Reading", 2): from the very address, whole, not too long, in time.

import http from "node:http";
import https from "node:https";

/** Why nothing is trusted: `why` is {cause}, a word of docs/client.md, and what it has besides. */
export class Distrust extends Error {
  constructor(cause, more = {}) {
    super(cause);
    this.why = { cause, ...more };
  }
}

export function need(holds, cause, more) {
  if (!holds) throw new Distrust(cause, more);
}

/** The bytes at an address; `deadline` is an AbortSignal for all of reading. */
export function fetched(address, largest, deadline) {
  return new Promise((resolve, reject) => {
    const url = new URL(address);
    const isHere = url.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname);
    if (url.protocol !== "https:" && !isHere) return reject(new Distrust("unreachable"));
    let begun = false;
    const fail = (cause) => {
      reject(new Distrust(deadline.aborted ? "too_slow" : cause));
      request.destroy();
    };
    const options = { agent: false, headers: { "accept-encoding": "identity" }, signal: deadline };
    const request = (isHere ? http : https).get(url, options, (response) => {
      begun = true;
      const { statusCode: status, headers } = response;
      if (status >= 300 && status < 400 && headers.location !== undefined) return fail("redirected");
      if (status !== 200) return fail("wrong_status");
      if (Number(headers["content-length"]) > largest) return fail("too_large");
      const parts = [];
      let length = 0;
      response.on("data", (part) => (length += part.length) > largest ? fail("too_large") : parts.push(part));
      response.on("end", () => (response.complete ? resolve(Buffer.concat(parts)) : fail("truncated")));
      response.on("error", () => fail("truncated"));
    });
    // What node cannot parse is no HTTP.
    request.on("error", ({ code = "" }) => fail(begun ? "truncated" : code.startsWith("HPE_") ? "wrong_status" : "unreachable"));
  });
}
