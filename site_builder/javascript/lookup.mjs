// What is looked up in a feed, made once: so a decision among thousands of disclosures looks at a few of them.

import { createHash } from "node:crypto";
import { types } from "./feed.mjs";
import { canonical } from "./json.mjs";

/** Who gets it, or in whose part it stands. */
export const to = ({ recipient, part_of: home }) => (recipient === "not_stated" ? home : recipient);

export class Lookup {
  constructor({ feed, things }) {
    const listed = feed.included.filter((node) => types(node)[0] === "Recipient");
    this.feed = feed;
    this.nodes = new Map(feed.included.map((node) => [node.id, node]));
    /** Of a recipient or body, those that list it. */
    this.listing = grouped(listed.flatMap(({ id, members = [] }) => members.map((member) => [member, id])));
    this.disclosures = grouped(feed.disclosures.map((d) => [to(d), d]));
    this.names = grouped([...things.values()].flatMap((thing) => [...new Set(namesOf(thing))].map((name) => [name, thing.id])));
    this.passages = new Map();
    for (const notice of feed.notices) {
      for (const [id, passages] of grouped(stating(partsOf(notice)))) if (!this.passages.has(id)) this.passages.set(id, passages);
    }
    /** The words about a disclosure, those for children too. */
    this.texts = grouped(stating(feed.notices.flatMap((notice) => partsOf(notice, true))).map(([id, { text }]) => [id, text]));
    this.marks = new Map();
  }

  /** What stands for the words and facts of a disclosure. */
  mark(d) {
    if (!this.marks.has(d.id)) {
      const conditions = [...(d.conditions ?? []), ...(d.possible_conditions ?? [])].map((id) => this.nodes.get(id) ?? null);
      const all = canonical([d, conditions, this.texts.get(d.id) ?? []]);
      this.marks.set(d.id, createHash("sha256").update(all).digest("hex").slice(0, 16));
    }
    return this.marks.get(d.id);
  }
}

/** The passages of a notice in their order; with those for children, if asked. */
function partsOf({ opening = [], child_opening: ofChildren = [], sections = [], closing = [] }, withChildren = false) {
  const more = (passages) => (withChildren ? passages : []);
  const inside = sections.flatMap(({ passages = [], child_passages: forChildren = [] }) => [...passages, ...more(forChildren)]);
  return [...opening, ...more(ofChildren), ...inside, ...closing];
}

/** Each id that a passage states, with the passage. */
const stating = (passages) => passages.flatMap((passage) => [...new Set(passage.states ?? [])].map((id) => [id, passage]));

function grouped(pairs) {
  const found = new Map();
  for (const [key, value] of pairs) {
    if (found.has(key)) found.get(key).push(value);
    else found.set(key, [value]);
  }
  return found;
}

/** The names of a thing in the form of an id. */
function namesOf({ name = {}, short_name: short = {}, also_called: others = {}, former_names: former = {} }) {
  const texts = [name, short, others, former].flatMap((words) => Object.values(words)).flat().filter((text) => typeof text === "string");
  return texts.map(folded).filter(Boolean);
}

/** A name in the form of an id. */
export function folded(name) {
  const bare = name.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  return bare.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
