// `node many.mjs FOLDER`: many decisions of the client in a folder, in one process, to compare gates by. Lines of JSON in,
// {"feed": PATH} or [request, day]; a decision out for each request, null where the feed was refused.

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const module = (name) => import(pathToFileURL(path.join(process.argv[2], name)));
const { read } = await module("feed.mjs");
const { decide } = await module("gate.mjs");
const { worded } = await module("codes.mjs");

let feed = null;
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const said = JSON.parse(line);
  if (said.feed) feed = readIfFine(said.feed);
  else process.stdout.write(`${JSON.stringify(feed && worded(decide(feed, Buffer.from(said[0]), said[1], "sha256:")))}\n`);
}

function readIfFine(path) {
  try {
    return read(readFileSync(path));
  } catch {
    return null;
  }
}
