// Many decisions in one process, to compare gates by: lines of JSON in, {"feed": PATH} or [request, day]; a decision out
// for each request, null where the feed was refused.

import { readFileSync } from "node:fs";
import { read } from "./feed.mjs";
import { decide } from "./gate.mjs";

let feed = null;
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const said = JSON.parse(line);
  if (said.feed) feed = readIfFine(said.feed);
  else process.stdout.write(`${JSON.stringify(feed && decide(feed, Buffer.from(said[0]), said[1], "sha256:"))}\n`);
}

function readIfFine(path) {
  try {
    return read(readFileSync(path));
  } catch {
    return null;
  }
}
