// The envelope, the manifest, and whether it may follow what was seen (docs/client.md, "Reading", 3 to 6).

import { createHash, createPublicKey, verify } from "node:crypto";
import { parse } from "./json.mjs";
import { isDay, isObject } from "./schema.mjs";
import { need } from "./web.mjs";

const TYPE = "application/vnd.site-builder.manifest+json";
const MOST_SIGNATURES = 16;
const LIFE = 31 * 86400000;

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

export function publicKey(pem) {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519" || pem.includes("PRIVATE")) throw new Error("This is no public Ed25519 key.");
  return key;
}

/** The bytes that were signed, by one of these keys. */
export function opened(bytes, keys) {
  const envelope = parsed(bytes, "malformed_envelope");
  need(envelope.payloadType === TYPE, "other_type");
  const { payload, signatures } = envelope;
  need(signatures !== undefined && signatures !== null && signatures?.length !== 0, "unsigned");
  need(Array.isArray(signatures) && signatures.length <= MOST_SIGNATURES, "malformed_envelope");
  const manifest = decoded(payload);
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${manifest.length} `), manifest]);
  const made = signatures.map((each) => decoded(each?.sig));
  need(made.some((signature) => keys.some((key) => verify(null, signed, key, signature))), "other_key");
  return manifest;
}

/** The manifest in these bytes, if it is that of the registry and no draft. */
export function readManifest(bytes, registry) {
  const manifest = parsed(bytes, "malformed_manifest");
  const { files, feed, valid_from: from, expires } = manifest;
  const holds = [
    manifest.manifest === 1,
    /^https:\/\/[^\s<>"]+\/id\/registry$/.test(text(manifest.registry)),
    /^(?:[0-9]{1,9}(?:\.[0-9]{1,9}){3}|draft)$/.test(text(manifest.version)),
    [manifest.issued, from, expires].every((day) => isDay(text(day))),
    Date.parse(from) <= Date.parse(expires) && Date.parse(expires) - Date.parse(from) <= LIFE,
    isObject(files) && Object.entries(files).every(([path, entry]) => staysInside(path) && isEntry(entry)),
    isObject(files) && Object.hasOwn(files, text(feed)),
  ];
  need(holds.every(Boolean), "malformed_manifest");
  const registries = { expected: registry, found: manifest.registry };
  need(manifest.registry === registry, "other_registry", { registries });
  need(manifest.version !== "draft", "draft");
  return manifest;
}

export function checkDays({ valid_from: from, issued, expires }, today) {
  need(from <= today && issued <= today, "not_yet_valid");
  need(today <= expires, "expired");
}

/** Whether a manifest may follow the last one that was trusted, if there was one. */
export function checkFollows(manifest, digest, seen) {
  if (!seen) return;
  const order = compared(manifest.version, seen.version);
  need(order >= 0, "rollback");
  if (order > 0) return;
  need(manifest.valid_from >= seen.valid_from, "rollback");
  need(manifest.valid_from > seen.valid_from || digest === seen.manifest, "equivocation");
  need(manifest.files[manifest.feed].sha256 === seen.feed, "equivocation");
}

function compared(one, other) {
  const [ours, theirs] = [one, other].map((version) => version.split(".").map(Number));
  const at = ours.findIndex((number, place) => number !== theirs[place]);
  return at < 0 ? 0 : ours[at] - theirs[at];
}

function parsed(bytes, cause) {
  let value = null;
  try {
    value = parse(bytes);
  } catch {
    need(false, cause);
  }
  need(isObject(value), cause);
  return value;
}

/** Base64 of either alphabet, each byte in one way only. */
function decoded(value) {
  const plain = text(value).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Buffer.from(plain, "base64");
  need(typeof value === "string" && bytes.toString("base64") === plain, "malformed_envelope");
  return bytes;
}

const text = (value) => (typeof value === "string" ? value : "");
const isDigest = (value) => /^[0-9a-f]{64}$/.test(text(value));
const isEntry = (entry) => isObject(entry) && Number.isInteger(entry.bytes) && entry.bytes >= 0 && isDigest(entry.sha256);
const staysInside = (path) => path.split("/").every((name) => !["", ".", ".."].includes(name) && !/[\\:*?"<>|\p{C}]/u.test(name));
