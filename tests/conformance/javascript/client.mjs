// A client of three verbs, made from docs/client.md, docs/gate.md and the pages that these name.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { LARGEST, read } from "./feed.mjs";
import { decide, notTrusted } from "./gate.mjs";
import { checkDays, checkFollows, opened, publicKey, readManifest, sha256 } from "./manifest.mjs";
import { State } from "./state.mjs";
import { Distrust, fetched, need } from "./web.mjs";

const DEADLINE = 2000;
const BEHIND = 300_000;
const LARGEST_ENVELOPE = 8 << 20;
const DATA = "data/v1/";
const NOT_TRUSTED = 5;
const EXITS = { required: 0, permitted: 0, permitted_with_duties: 0, refused: 10, refer: 11 };

const VERBS = {
  init(state, { url, registry, key }) {
    const keys = key.map((file) => readFileSync(file, "utf8"));
    keys.forEach(publicKey);
    if (!url.endsWith(DATA)) throw new Error(`--url must end in ${DATA}`);
    state.create({ url, registry, keys });
    return 0;
  },

  async refresh(state, { at }) {
    const cause = await causeOf(() => refresh(state, at));
    print(cause === null ? { trusted: true } : { trusted: false, cause });
    return cause === null ? 0 : NOT_TRUSTED;
  },

  async decide(state, { at }) {
    const decision = await decided(state, at, readFileSync(0));
    print(decision);
    return decision.cause === undefined ? EXITS[decision.outcome] : NOT_TRUSTED;
  },
};

async function refresh(state, now) {
  const { trust, seen, clock } = state.read();
  const kept = seen && state.feed(seen);
  now = counted(now, clock);
  const deadline = AbortSignal.timeout(DEADLINE);
  const keys = trust.keys.map(publicKey);
  const bytes = opened(await fetched(`${trust.url}manifest.dsse.json`, LARGEST_ENVELOPE, deadline), keys);
  const manifest = readManifest(bytes, trust.registry);
  const digest = sha256(bytes);
  checkDays(manifest, now.slice(0, 10));
  checkFollows(manifest, digest, seen);
  const entry = manifest.files[manifest.feed];
  const site = trust.url.slice(0, -DATA.length);
  const feed = seen?.feed === entry.sha256 ? kept : await fetched(site + manifest.feed, LARGEST, deadline);
  need(feed.length === entry.bytes && sha256(feed) === entry.sha256, "feed_differs");
  const made = understood(feed);
  need(`${made.feed.site}id/registry` === manifest.registry && made.feed.version === manifest.version, "feed_differs");
  const { version, valid_from, issued, expires } = manifest;
  state.keep({ version, valid_from, issued, expires, manifest: digest, feed: entry.sha256 }, feed, now);
}

/** The time that counts: the later of the two, if the clock is not far behind. */
function counted(now, clock) {
  need(!clock || Date.parse(clock) - Date.parse(now) <= BEHIND, "clock_back");
  return now < clock ? clock : now;
}

async function decided(state, now, request) {
  let today = now.slice(0, 10);
  let copy = null;
  let decision = null;
  const cause = await causeOf(() => {
    const { seen, clock } = state.read();
    need(seen !== null, "never_read");
    copy = understood(state.feed(seen));
    now = counted(now, clock);
    today = now.slice(0, 10);
    checkDays(seen, today);
    decision = decide(copy, request, today, `sha256:${seen.feed}`);
    if (EXITS[decision.outcome] === 0 && now > clock) state.write("clock", now);
  });
  return cause === null ? decision : notTrusted(cause, request, today, copy);
}

function understood(bytes) {
  try {
    return read(bytes);
  } catch {
    throw new Distrust("feed_not_understood");
  }
}

/** Why something could not be trusted; null where it could. Nothing is ever answered with an exception. */
async function causeOf(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return error instanceof Distrust ? error.cause : "fault";
  }
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function main() {
  const text = { type: "string" };
  const options = { state: text, url: text, registry: text, at: text, key: { type: "string", multiple: true } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb, ...more] = positionals;
  // `--key a.pub b.pub`: what follows the first is a key too.
  values.key = [...(values.key ?? []), ...more];
  if (values.at !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(values.at)) throw new Error("--at must be such as 2026-11-25T14:30:00Z");
  return VERBS[verb](new State(values.state), values);
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
