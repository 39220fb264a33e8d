// `node asking.mjs FOLDER`: one process that asks by the client in a folder what lines of JSON say, [verb, ...], and prints
// what comes of each.

import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { Client, UnsignedFeed, permits, readFeed } = await import(pathToFileURL(path.join(process.argv[2], "index.mjs")));
let client = null;

const circle = {};
circle.at_risk = true;
circle.self = circle;
/** What JSON cannot say. */
const ODD = { nothing: undefined, circle, big: { recipient: 1n }, throws: { get recipient() { throw new Error("no"); } } };

const VERBS = {
  make: (address, options) => {
    client = new Client(address, options);
    return "made";
  },
  decide: (request, at) => client.decide(request, new Date(at)),
  many: async (count, request, at) => [...new Set((await Promise.all(Array.from({ length: count }, () => client.decide(request, new Date(at))))).map(({ outcome }) => outcome))],
  refresh: (at) => client.refresh(new Date(at)),
  odd: (name) => client.decide(ODD[name]),
  timeless: (request) => client.decide(request, "2026-11-26"),
  permits: (decision, duties) => permits(decision, duties),
  /** How many times longer a decision takes by the second feed than by the first: the best of several tries of each, in the processor's time. */
  slower: async (...made) => {
    const best = [];
    for (const { feed, asked, at } of made) {
      const client = new UnsignedFeed(readFileSync(feed));
      const taken = [];
      for (let tries = 0; tries < 7; tries += 1) {
        const start = process.cpuUsage();
        for (const request of asked) await client.decide(request, new Date(at));
        taken.push(process.cpuUsage(start).user);
      }
      best.push(Math.min(...taken) / asked.length);
    }
    return best[1] / best[0];
  },
  read: (feed) => readFeed(Buffer.from(feed)),
  unawaited: () => permits(client.decide("{}"), []),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, ...said] = JSON.parse(line);
  let came = null;
  try {
    came = await VERBS[verb](...said);
  } catch (error) {
    came = { thrown: error.constructor.name };
  }
  process.stdout.write(`${JSON.stringify(came)}\n`);
}
