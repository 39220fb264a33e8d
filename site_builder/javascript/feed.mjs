// A feed, held to the schema for consumers and to what no schema can see (docs/systems.md, "Check what you read").

import { readFileSync } from "node:fs";
import { parse } from "./json.mjs";
import { fits, isObject } from "./schema.mjs";

export const LARGEST = 64 << 20;
export const FIRST = "0001-01-01", LAST = "9999-12-31";

// Our own copy: a schema that the publisher sends would tell what the publisher writes, not what this client understands.
const SCHEMA = JSON.parse(readFileSync(new URL("feed.schema.json", import.meta.url)));
const THINGS = new Set(SCHEMA.$defs.newType.else.not.enum);
const CLASSES = Object.entries(SCHEMA.$defs).filter(([, each]) => each.properties?.id);
const BY_LANGUAGE = new Set(CLASSES.flatMap(([, { properties }]) => Object.keys(properties).filter((key) => /ords$/.test(properties[key].$ref))));

const PARTY = ["Recipient", "Organisation", "Body"];
/** To what the ids of a key may lead, where it is not to anything; of a few keys by the type of node in which they stand. */
const LINKS = {
  agreement: ["Agreement"], agreements: ["Agreement"], asked: ["Recipient", "Body"], at: PARTY,
  by: { Confirmation: ["Role"], Settled: ["Role"], approval: ["Role"], consent_first: ["Role", "Recipient", "Organisation"], tell_first: ["Role", "Recipient", "Organisation"] },
  controller: ["Organisation"], data_categories: ["DataCategory"], data_subjects: ["DataSubject"], exception_to: ["Disclosure"], for_data: ["DataCategory"],
  excluded: ["DataCategory"], law: ["Law"], laws: ["Law"], members: ["Recipient"], onward_of: ["Disclosure"], opens: ["Purpose"], owner: PARTY, owner_role: ["Role"],
  part_of: ["Recipient"], places: ["Location"], principal: PARTY, programme: ["Programme"], programmes: ["Programme"],
  prohibited_uses: ["Purpose"], publisher: ["Organisation"], purposes: ["Purpose"], reads_with: ["Notice"], recipient: ["Recipient"],
  recipients: ["Recipient", "Body"], replaced_by: { Recipient: PARTY, Body: PARTY, Programme: ["Programme"] },
  settled_by: ["Role"], representative: ["Recipient", "Body"], role: ["Role"], roles: ["Role", "Recipient"], sender: ["Recipient"],
  source: ["DataSubject", "Recipient"], supersedes: ["Notice"], who: ["DataSubject"], with: ["DataCategory"], works_for: ["Recipient", "Organisation"],
};

/** The feed in these bytes: {feed, things (of known types, by id), unknown (ids of conditions not understood)}, or throws. */
export function read(bytes) {
  need(bytes.length <= LARGEST, "too large");
  const feed = parse(bytes);
  need(isObject(feed) && !("whole" in feed), "not a whole feed");
  const reader = new Reader(feed);
  reader.check();
  const known = [...reader.things].filter(([, node]) => THINGS.has(types(node)[0]));
  return { feed, things: new Map(known), unknown: reader.unknown };
}

class Reader {
  constructor(feed) {
    this.feed = feed;
    this.things = new Map();
    this.read = new Set();
    this.unknown = new Set();
    // Conditions are held to the schema one by one: one that does not fit is unknown, and the feed is read all the same.
    this.conditions = new Set(listed(feed.included).filter((node) => types(node)[0] === "Condition"));
    for (const node of [feed.notices, feed.disclosures, feed.included].flatMap(listed)) this.things.set(node.id, node);
  }

  check() {
    const { feed } = this;
    this.languages = new Set(listed(feed.languages).map((tag) => String(tag).toLowerCase()));
    const included = listed(feed.included).filter((node) => !this.conditions.has(node));
    need(this.fits("Registry", { __proto__: null, ...feed, included: Array.isArray(feed.included) ? included : null }), "does not fit the schema");
    this.checkHead();
    this.checkObjects();
    for (const owner of this.things.values()) if (isOwner(owner)) this.checkOwner(owner);
    for (const disclosure of feed.disclosures) this.checkBearing(disclosure);
    for (const node of this.objects) need(!types(node).some((type) => THINGS.has(type)) || this.read.has(node.id), `${node.id} has no place there`);
    this.checkPositions(feed.disclosures, "part_of");
    this.checkStatuses();
  }

  fits(name, node) {
    return fits(SCHEMA, { $ref: `#/$defs/${name}` }, node, (...heard) => this.hear(...heard));
  }

  /** What no schema can see of one value: ids that lead nowhere, words in no language, parts of another. */
  hear(name, value, place) {
    if (name === "words") return this.speaks(value);
    if (name === "listOfWords") return this.speaks(value) && isTable(Object.values(value));
    if (name === "id") return place.key === "id" || this.leads(value, place);
    if (!SCHEMA.$defs[name].properties?.id) return true;
    if (THINGS.has(name) && name !== "Condition") this.read.add(value.id);
    for (const key of Object.keys(SCHEMA.$defs[name].properties)) {
      if (name !== "Registry" && isObject(listed(value[key])[0])) this.checkPositions(value[key]);
    }
    const isPart = place.node && place.node !== value && place.type !== "Registry";
    return !isPart || value.id.startsWith(`${place.node.id}.${place.key}${Array.isArray(place.node[place.key]) ? "." : ""}`);
  }

  speaks(words) {
    return Object.keys(words).every((tag) => this.languages.has(tag));
  }

  leads(id, { type, key }) {
    const node = this.things.get(id);
    const kinds = Array.isArray(LINKS[key]) ? LINKS[key] : LINKS[key]?.[type];
    return node !== undefined && (!kinds || kinds.includes(types(node)[0]) || !THINGS.has(types(node)[0]));
  }

  checkHead() {
    const { feed } = this;
    const edition = feed["@context"][0].endsWith("context-2.jsonld") ? "-2" : "";
    need(JSON.stringify(feed["@context"]) === JSON.stringify([`${feed.site}data/v1/context${edition}.jsonld`, { "@base": `${feed.site}id/` }]), "context of another site");
    need(["", ".consumer"].some((kind) => feed.$schema === `${feed.site}data/v1/feed${edition}${kind}.schema.json`), "schema of another site");
    need(edition || !feed.disclosures.some(isCritical), "edition 1 cannot say this");
    const organisations = feed.included.filter((node) => node.type === "Organisation");
    need(organisations.length === 1 && [feed.publisher, feed.controller].every((id) => id === organisations[0].id), "not one organisation");
    for (const node of feed.included) need(node.type !== "Confirmation" || node.id.startsWith(`${node.confirms}.confirmed.`), `${node.id} confirms another`);
  }

  /** Wherever an object stands, it speaks of itself alone: to linked-data tools each is a node, also under unknown keys. */
  checkObjects() {
    this.objects = [...objectsIn(this.feed)].filter((node) => node !== this.feed);
    const seen = new Set(["registry"]);
    for (const node of this.objects) {
      need(Object.keys(node).every((key) => !/[@:]/.test(key) && key !== "included"), "a key that has no place there");
      need(types(node).every((type) => typeof type === "string" && /^[A-Z][A-Za-z0-9]*$/.test(type)), "no type");
      if (!("id" in node)) continue;
      need(fits(SCHEMA, SCHEMA.$defs.name, node.id) && !seen.has(node.id), `${node.id} stands twice, or is no id`);
      seen.add(node.id);
    }
  }

  /** The conditions of a thing are its own, and a disclosure may list others'. Which of them are not understood? */
  checkOwner(owner) {
    for (const id of owner.conditions ?? []) {
      const isOwn = id.startsWith(`${owner.id}.conditions.`);
      need(isOwn || owner.type === "Disclosure", `${owner.id} lists ${id}`);
      if (!isOwn) continue;
      this.read.add(id);
      const node = this.things.get(id);
      if (!this.conditions.has(node) || !this.fits("Condition", node) || isWithoutLimit(node)) this.unknown.add(id);
    }
  }

  /** A disclosure lists all that bears on it, and nothing else: its own, shared ones whole, and those from above. */
  checkBearing(disclosure) {
    const { id, conditions = [], possible_conditions: possible = [], part_of: home } = disclosure;
    need(types(this.things.get(home))[0] === "Recipient", `${id} is part of no recipient`);
    const shared = (ids) => [...new Set(ids.map(ownerOf))].map((key) => this.things.get(key)).filter((node) => node?.type === "SharedCondition");
    need(shared(possible).length === new Set(possible.map(ownerOf)).size, `${id}: a possible condition that is not shared`);
    const above = [...this.above(disclosure), ...shared(conditions)].flatMap((node) => node.conditions ?? []);
    need(sameSet(conditions, [...above, ...conditions.filter((each) => ownerOf(each) === id)]), `${id}: other conditions bear on it`);
    need(sameSet(possible, shared(possible).flatMap((node) => node.conditions)), `${id}: other conditions may bear on it`);
  }

  /** Whose conditions bear on a disclosure of ours: the notices that show it, and its recipient in whose part it stands. */
  above({ id, sender, recipient, recipient_role: role, part_of: home, modality }) {
    if (sender || modality === "never" || ["processor", "sub_processor"].includes(role)) return [];
    const found = new Set(recipient === "not_stated" ? [] : this.feed.notices.filter((notice) => shows(notice, id)));
    for (const notice of found) for (const other of notice.reads_with ?? []) if (this.things.has(other)) found.add(this.things.get(other));
    return [...found, ...(recipient === home ? [this.things.get(home)] : [])];
  }

  checkPositions(nodes, by = "type") {
    for (const group of grouped(nodes, by)) {
      const places = new Set(group.map((node) => node.position));
      need(places.size === group.length && Math.max(...places) === group.length, "positions are not 1, 2, 3");
    }
  }

  /** What the statuses say, the dates say too, of all on one day. */
  checkStatuses() {
    const spans = this.feed.disclosures.map((each) => daysOf(each.status, ...this.span(each)));
    const [first, last] = common(spans);
    need(first <= last, "the statuses belie the dates");
  }

  span(disclosure) {
    const parties = [disclosure.recipient, disclosure.sender, disclosure.part_of].map((id) => this.things.get(id));
    return common([disclosure, ...parties.filter((node) => node && types(node)[0] === "Recipient")].map((each) => [each.valid_from, each.valid_to]));
  }
}

/** The days that lie in all of these spans. */
export function common(spans) {
  const first = spans.map(([day]) => day ?? FIRST).reduce((a, b) => (a > b ? a : b), FIRST);
  return [first, spans.map(([, day]) => day ?? LAST).reduce((a, b) => (a < b ? a : b), LAST)];
}

function daysOf(status, first, last) {
  if (status === "active") return [first, last];
  if (status === "ended") return last === LAST ? [LAST, FIRST] : [dayAfter(last, 1), LAST];
  if (status === "planned") return first === FIRST ? [LAST, FIRST] : [FIRST, [last, dayAfter(first, -1)].sort()[0]];
  return [FIRST, LAST];
}

export function dayAfter(day, by) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86400000).toISOString().slice(0, 10);
}

export const types = (node) => [node?.type ?? []].flat();
const listed = (value) => (Array.isArray(value) ? value : []);
const ownerOf = (id) => id.split(".")[0];
const isOwner = (node) => THINGS.has(types(node)[0]) && types(node)[0] !== "Condition";
/** What sets a limit, and says none, is not understood. */
const LIMITS = { time_window: ["valid_from", "valid_to"], age_range: ["from_age", "to_age"], identifiability: ["transfer", "processing", "results"] };
const isWithoutLimit = (node) => LIMITS[node.kind]?.every((key) => !(key in node)) ?? false;
/** What readers of edition 1 do not know, and could take for a yes. */
const isCritical = (d) => d.modality === "never" || d.sender === "not_stated" || d.open_data_list === true || d.own_recipient === true || isForLess(d);
const isForLess = (d) => [d.legal_power ?? []].flat().some((power) => power.purposes || power.data_categories);
const sameSet = (some, others) => new Set(some).size === new Set([...some, ...others]).size && new Set(others).size === new Set(some).size;
const shows = (notice, id) => (notice.sections ?? []).some((section) => (section.passages ?? []).some((passage) => passage.states?.includes(id)));
const isTable = (lists) => lists.every((list) => list.length === lists[0].length) && lists[0].every((_, row) => lists.some((list) => list[row] !== null));

function grouped(nodes, by) {
  const found = new Map();
  for (const node of nodes) found.set(node[by], [...(found.get(node[by]) ?? []), node]);
  return found.values();
}

function* objectsIn(value) {
  if (isObject(value)) yield value;
  for (const [key, each] of isObject(value) ? Object.entries(value) : Object.entries(listed(value))) {
    if (typeof each !== "object" || each === null || key === "@context" || BY_LANGUAGE.has(key)) continue;
    yield* objectsIn(each);
  }
}

function need(holds, why) {
  if (!holds) throw new Error(why);
}
