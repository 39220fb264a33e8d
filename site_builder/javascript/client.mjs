// A client, made from docs/client.md, docs/gate.md and the pages that these name.

import { worded } from "./codes.mjs";
import { LARGEST, read } from "./feed.mjs";
import { decide, notTrusted } from "./gate.mjs";
import { checkDays, checkFollows, opened, publicKey, readManifest, sha256 } from "./manifest.mjs";
import { Memory, State } from "./state.mjs";
import { Distrust, fetched, need } from "./web.mjs";

const DEADLINE = 2000;
const HOUR = 3600_000;
/** After a reading that failed a decision tries no other for so long: the publisher has enough to do. */
const AGAIN = 60_000;
const BEHIND = 300_000;
const LARGEST_ENVELOPE = 8 << 20;
const DATA = "data/v1/";
const PERMISSIONS = ["required", "permitted", "permitted_with_duties"];

/** What all clients do with a request, and with whatever goes wrong. */
class Asking {
  /** The decision on a request: its JSON, as text or bytes, or the value that it says. Never throws. */
  async decide(request, now = new Date()) {
    const at = { day: new Date().toISOString().slice(0, 10) };
    let asked = Buffer.alloc(0);
    let decision = null;
    const why = await whyNot(async () => {
      asked = Buffer.from(JSON.stringify({ at_risk: request?.at_risk === true }));
      asked = bytesOf(request);
      const time = timeOf(now);
      at.day = time.slice(0, 10);
      decision = await this.decided(asked, time, at);
    });
    return worded(why === null ? decision : notTrusted(why, asked, at.day, this.anyCopy()));
  }
}

/** Asks one publisher's feed. `trust` gives whom it trusts, {site, registry, keys}, or throws. */
export class Signed extends Asking {
  constructor(state, trust, { deadline = DEADLINE, maxAge = HOUR }) {
    super();
    Object.assign(this, { state, trust, deadline, maxAge, held: null, failed: null, reading: null });
  }

  /** Read the feed anew: {trusted: true}, or {trusted: false, cause} with the `registries` of another one. Never throws. */
  async refresh(now = new Date()) {
    const why = await whyNot(() => this.readOnce(timeOf(now)));
    return why === null ? { trusted: true } : { trusted: false, ...why };
  }

  async decided(request, asked, at) {
    let { seen, clock } = this.known();
    const now = counted(asked, clock);
    if (this.isDue(seen, now)) {
      const why = await whyNot(() => this.readOnce(now));
      this.failed = why === null ? null : { now, why };
      ({ seen, clock } = this.known());
    }
    const { cause, ...more } = this.failed?.why ?? { cause: "never_read" };
    need(seen !== null, cause, more);
    const copy = this.copyOf(seen);
    const time = counted(asked, clock);
    at.day = time.slice(0, 10);
    checkDays(seen, at.day);
    const decision = decide(copy, request, at.day, `sha256:${seen.feed}`);
    if (PERMISSIONS.includes(decision.outcome) && time > clock) this.state.write("clock", time);
    return decision;
  }

  /** What the state holds, if it is that of this registry. */
  known() {
    const { trust, ...known } = this.state.read();
    need(trust.registry === this.trust().registry, "state_broken");
    return known;
  }

  isDue(seen, now) {
    const since = (time) => Date.parse(now) - Date.parse(time);
    const hasFailed = this.failed !== null && since(this.failed.now) >= 0 && since(this.failed.now) < AGAIN;
    return this.maxAge !== null && !hasFailed && (seen === null || since(seen.read) > this.maxAge);
  }

  /** Whoever asks while the feed is being read waits for the same reading. */
  readOnce(now) {
    this.reading ??= this.readAnew(now).finally(() => (this.reading = null));
    return this.reading;
  }

  async readAnew(asked) {
    const { seen, clock } = this.known();
    const { site } = this.trust();
    const kept = seen && this.kept(seen);
    const now = counted(asked, clock);
    const deadline = AbortSignal.timeout(this.deadline);
    const envelope = await fetched(`${site}${DATA}manifest.dsse.json`, LARGEST_ENVELOPE, deadline);
    const { manifest, digest } = this.signed(envelope);
    checkDays(manifest, now.slice(0, 10));
    checkFollows(manifest, digest, seen);
    const entry = manifest.files[manifest.feed];
    const feed = seen?.feed === entry.sha256 ? kept.feed : await fetched(site + manifest.feed, LARGEST, deadline);
    need(feed.length === entry.bytes && sha256(feed) === entry.sha256, "feed_differs");
    const copy = understood(feed);
    need(`${copy.feed.site}id/registry` === manifest.registry && copy.feed.version === manifest.version, "feed_differs");
    const { version, valid_from, issued, expires } = manifest;
    // Another process may have read a newer one meanwhile.
    checkFollows(manifest, digest, this.known().seen);
    const made = { version, valid_from, issued, expires, manifest: digest, feed: entry.sha256, envelope: sha256(envelope), read: now };
    this.state.keep(made, { dsse: envelope, jsonld: feed }, now);
    this.held = { name: made.envelope, copy };
  }

  /** The bytes of the last good copy. */
  kept(seen) {
    return { envelope: this.state.held(seen.envelope, "dsse"), feed: this.state.held(seen.feed, "jsonld") };
  }

  /** The manifest in an envelope that a trusted key has signed. */
  signed(envelope) {
    const { keys, registry } = this.trust();
    const bytes = opened(envelope, keys);
    return { manifest: readManifest(bytes, registry), digest: sha256(bytes) };
  }

  /** The last good copy, understood once, if a key that is trusted now has signed it. */
  copyOf(seen) {
    if (this.held?.name !== seen.envelope) {
      const { envelope, feed } = this.kept(seen);
      const { manifest, digest } = this.signed(envelope);
      need(digest === seen.manifest && manifest.files[manifest.feed].sha256 === seen.feed, "state_broken");
      this.held = { name: seen.envelope, copy: understood(feed) };
    }
    return this.held.copy;
  }

  /** Any copy that can be read, trusted or not: it tells for which purposes somebody may be at risk. */
  anyCopy() {
    if (this.held) return this.held.copy;
    try {
      return understood(this.state.held(this.state.readOne("seen").feed, "jsonld"));
    } catch {
      return null;
    }
  }
}

/**
 * Asks one publisher's feed, and trusts it only while it is signed, in date, and no older than what was seen.
 *
 * `address` is that of the site's `data/v1/`; `keys` are public keys as PEM, of which one must have signed; `state` is a
 * folder for this client alone, null to remember nothing beyond this process; `registry` is its id, left out that of the
 * site at the address. `deadline`: the milliseconds that fetching may take; `maxAge`: those after which a copy is read
 * anew, null for no end but its expiry. Throws where it cannot be made so.
 */
export class Client extends Signed {
  constructor(address, { keys, state = null, registry, ...limits } = {}) {
    const place = `${String(address).replace(/\/+$/, "")}/`;
    if (!URL.canParse(place) || !place.endsWith(`/${DATA}`)) throw new Error(`The address must be one that ends in ${DATA}, as that of a feed does. This one does not: ${address}`);
    const site = place.slice(0, -DATA.length);
    const trust = { site, registry: registry ?? `${site}id/registry`, keys: [keys ?? []].flat().map(publicKey) };
    if (!trust.keys.length) throw new Error("Give at least one public key: without one nothing is trusted.");
    for (const [name, value] of Object.entries(limits)) {
      if (!["deadline", "maxAge"].includes(name)) throw new Error(`A client has no option ${name}.`);
      const isLeftOut = value === undefined || (value === null && name === "maxAge");
      if (!isLeftOut && !(Number.isFinite(value) && value >= 0)) throw new Error(`${name} must be a number of milliseconds.`);
    }
    const kept = state === null ? new Memory() : new State(state);
    kept.begin({ registry: trust.registry });
    super(kept, () => trust, limits);
  }
}

/** Asks a feed (its bytes) of which nobody checks whose it is: for practice alone. Throws where it is no feed. */
export class UnsignedFeed extends Asking {
  constructor(bytes) {
    super();
    this.copy = read(bytes);
    this.digest = `sha256:${sha256(bytes)}`;
  }

  decided(request, now, at) {
    return decide(this.copy, request, at.day, this.digest);
  }

  anyCopy() {
    return this.copy;
  }
}

/** The time that counts: the later of the two, if the clock is not far behind. */
function counted(now, clock) {
  need(!clock || Date.parse(clock) - Date.parse(now) <= BEHIND, "clock_back");
  return now < clock ? clock : now;
}

const timeOf = (now) => `${now.toISOString().slice(0, 19)}Z`;

function bytesOf(request) {
  if (request instanceof Uint8Array) return request;
  return Buffer.from(typeof request === "string" ? request : (JSON.stringify(request) ?? ""));
}

function understood(bytes) {
  try {
    return read(bytes);
  } catch {
    throw new Distrust("feed_not_understood");
  }
}

/** Why something could not be trusted; null where it could. Nothing is ever answered with an exception. */
async function whyNot(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return error instanceof Distrust ? error.why : { cause: "fault" };
  }
}
