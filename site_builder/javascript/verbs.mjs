#!/usr/bin/env node
// A client of three verbs for the command line (docs/client.md, "Three verbs"): each is a process of its own.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Signed } from "./client.mjs";
import { publicKey } from "./manifest.mjs";
import { State } from "./state.mjs";

const DATA = "data/v1/";
const NOT_TRUSTED = 5;
const EXITS = { required: 0, permitted: 0, permitted_with_duties: 0, refused: 10, refer: 11 };

const VERBS = {
  init(state, { url, registry, key }) {
    const keys = key.map((file) => readFileSync(file, "utf8"));
    keys.forEach(publicKey);
    if (!url.endsWith(DATA)) throw new Error(`--url must end in ${DATA}`);
    state.create({ site: url.slice(0, -DATA.length), registry, keys });
    return 0;
  },

  async refresh(state, { at }) {
    const reading = await clientOf(state).refresh(timeOf(at));
    print(reading);
    return reading.trusted ? 0 : NOT_TRUSTED;
  },

  async decide(state, { at }) {
    const decision = await clientOf(state).decide(readFileSync(0), timeOf(at));
    print(decision);
    return decision.cause === undefined ? EXITS[decision.outcome] : NOT_TRUSTED;
  },
};

/** A client that trusts whom its state names, and reads only when it is told to. */
function clientOf(state) {
  const trust = () => {
    const { site, registry, keys } = state.readOne("trust");
    return { site, registry, keys: keys.map(publicKey) };
  };
  return new Signed(state, trust, { maxAge: null });
}

function timeOf(text) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw new Error("--at must be such as 2026-11-25T14:30:00Z");
  return new Date(text);
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function main() {
  const text = { type: "string" };
  const options = { state: text, url: text, registry: text, at: text, key: { type: "string", multiple: true } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb, ...more] = positionals;
  // `--key a.pub b.pub`: what follows the first is a key too.
  values.key = [...(values.key ?? []), ...more];
  if (!Object.hasOwn(VERBS, verb ?? "") || values.state === undefined) throw new Error("Write --state DIR, and init, refresh or decide.");
  return VERBS[verb](new State(values.state), values);
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
