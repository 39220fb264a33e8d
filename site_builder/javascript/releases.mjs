// Kept releases (docs/releases.md): the feed of each as it stood, put together from the files that hold what changed.

import { canonical, parse } from "./json.mjs";

const HEX = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => HEX(await crypto.subtle.digest("SHA-256", bytes));
const utf8 = (text) => new TextEncoder().encode(text);

/**
 * The links of the chain, oldest first, each of which follows the one before it, and the last of which is the head that a
 * manifest names below `releases`. Throws otherwise.
 */
export async function readLinks(bytes, head) {
  const { index, releases } = parse(bytes);
  if (index !== 1) throw new Error(`The index of releases has the form ${index}, and this program reads 1.`);
  let before = null;
  for (const [at, { link }] of releases.entries()) {
    if (link.number !== at + 1) throw new Error(`Release ${at + 1} is missing.`);
    if (link.previous_sha256 !== before) throw new Error(`Release ${link.number} does not follow the one before it.`);
    before = await sha256(utf8(canonical(link)));
  }
  if (releases.length !== head.number || before !== head.sha256) throw new Error(`The chain does not end with release ${head.number} as the manifest names it.`);
  return releases.map(({ link }) => link);
}

/**
 * The bytes of the feed of a release. `links` are those of the chain, `get` gives the bytes of a file beside its index, by
 * name: in a browser, name => fetch(base + name).then((answer) => answer.arrayBuffer()). Throws where anything is another.
 */
export async function readRelease(number, links, get) {
  const documents = [];
  for (let at = number; documents.length === 0 || !documents[0].whole; at -= 1) {
    if (!links[at - 1]) throw new Error(`No file up to release ${number} holds all parts of the feed.`);
    documents.unshift(await fileOf(links[at - 1], get));
  }
  const parts = new Map();
  for (const { gone, parts: changed } of documents) {
    gone.forEach((key) => parts.delete(key));
    Object.entries(changed).forEach(([key, part]) => parts.set(key, part));
  }
  const feed = utf8(`${JSON.stringify(putTogether(parts), null, 1)}\n`);
  if ((await sha256(feed)) !== links[number - 1].feed_sha256) throw new Error(`What is kept of release ${number} is not its feed.`);
  return feed;
}

async function fileOf({ number, file_sha256: digest }, get) {
  const bytes = await get(`${number}.${digest.slice(0, 16)}.json`);
  if ((await sha256(bytes)) !== digest) throw new Error(`The file of release ${number} is not the one that the chain names.`);
  return parse(new Uint8Array(bytes));
}

/** As `history/parts.py`: a list at the top is in order of ids, one in a notice in order of `position`. */
function putTogether(parts) {
  const own = (node) => Object.fromEntries(Object.entries(node).map(([key, value]) => [key, Array.isArray(value) && value.length === 0 ? [] : value]));
  const feed = own(Object.fromEntries(parts.get("registry").map((key) => [key, parts.get(`registry.${key}`)])));
  const placed = [...parts].filter(([key]) => key.includes("/")).map(([key, part]) => [...key.split("/"), own(part)]);
  const nodes = new Map([["registry", feed], ...placed.map(([, , key, node]) => [key, node])]);
  const rank = ([owner, , key, node]) => (owner === "registry" ? [0, key] : [1, node.position]);
  placed.sort((one, other) => compare(rank(one), rank(other)));
  for (const [owner, place, , node] of placed) nodes.get(owner)[place].push(node);
  return feed;
}

const compare = ([kind, one], [other, two]) => kind - other || (one < two ? -1 : one > two ? 1 : 0);
