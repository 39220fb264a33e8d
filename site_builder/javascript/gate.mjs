// Whether data may be shared, from a feed that was read (docs/gate.md). Its sentences are in codes.mjs.

import { badNews, DUTY, FINE, judge, REFER, REFUSED, withDuties } from "./conditions.mjs";
import { common, dayAfter, FIRST, LAST, types } from "./feed.mjs";
import { folded, Lookup, to } from "./lookup.mjs";
import { claimedRisk, kindsOf, purposeOf, readRequest } from "./request.mjs";
import { isDay } from "./schema.mjs";

const OUTCOMES = ["required", "permitted", "permitted_with_duties", "refer", "refused"];
const KEYS = { recipient: "recipient", purpose: "purpose", sender: "sender", data_categories: "data_category", data_subjects: "data_subject" };
const SOUGHT = ["lawful_basis", "special_condition", "legal_power", "retention", "transfers", "automated_decision", "source"];
const NOT_THIS = new Set(["never_shared", "draft", "suspended", "other_sender", "only_received", "not_started", "ended", "recipient_not_started"]);
for (const code of ["recipient_ended", "not_a_member", "not_in_a_notice", "other_purpose", "other_data", "other_people", "data_never_sent", "not_that_purpose"]) NOT_THIS.add(code);
for (const code of ["other_programme", "not_abroad"]) NOT_THIS.add(code);
const SILENCES = ["open_class", "purpose_not_stated", "data_not_stated", "people_not_stated", "special_condition_not_stated", "criminal_condition_not_stated"];
const LONGEST = 366;
const JUDGED = ["unknown_purpose", "unknown_data_category", "unknown_data_subject"];

const OPENNESS = ["kind", "examples", "unknown"];
const ASKS_FOR_NOTHING = new Set(["purpose_limited", "voluntary_participation", "prohibited_use", "safeguarding_override", "undertaking"]);
const FAR = new Set(["other_purpose", "other_data", "other_people"]);

/** The decision on a request (bytes), as JSON has it. */
export function decide(read, bytes, today, digest) {
  const asked = readRequest(bytes);
  read.lookup ??= new Lookup(read);
  const question = new Question(read, asked, today);
  const { site, version } = read.feed;
  return { ...guarded(question.answer(), question.risk), on: today, registry: `${site}id/registry`, version, feed: digest };
}

/** Where there is no feed to be trusted; `read` is whatever copy could be read. */
export function notTrusted(why, bytes, today, read) {
  const decision = { outcome: "refused", reasons: [{ code: "feed_not_trusted", about: "feed", verdict: "refused" }] };
  return { ...guarded(decision, riskOf(read, readRequest(bytes))), on: today, ...why };
}

const isOfRisk = (purpose) => ["safeguarding", "emergency"].includes(purpose?.family);
/** What of a request says that somebody is at risk. */
const riskOf = (read, asked) => claimedRisk(asked) ?? (isOfRisk(read?.things.get(purposeOf(asked))) ? "purpose" : null);

/** Nobody who may be at risk is turned away by a computer. */
function guarded(decision, risk) {
  if (!risk || !["refused", "refer"].includes(decision.outcome)) return decision;
  const first = { code: "somebody_at_risk", about: risk, verdict: "refer" };
  return { ...decision, outcome: "refer", urgent: true, reasons: [first, ...decision.reasons] };
}

class Question {
  constructor({ feed, things, unknown, lookup }, asked, today) {
    const { request, named, faults } = asked;
    Object.assign(this, { feed, things, unknown, lookup, named, faults, today });
    this.request = request && { ...request, sender: request.sender ?? feed.publisher };
    this.risk = riskOf({ things }, asked);
    if (faults.length) return;
    this.understood = this.understand();
    if (Object.keys(this.understood).length) this.rename();
    this.risk = riskOf({ things }, { request: this.request }); // its purpose may have been understood by its name
    this.badNews = badNews(this.request.evidence);
  }

  answer() {
    if (this.faults.length) return refusal(this.faults.map((fault) => this.withId(fault)));
    const understood = Object.keys(this.understood).length ? { understood: this.understood } : {};
    return { ...this.decided(), ...understood };
  }

  decided() {
    const judged = this.candidates(this.request.recipient).map((disclosure) => this.judged(disclosure)).sort(better);
    const permitting = judged.filter(({ outcome }) => !["refer", "refused"].includes(outcome));
    // Who is told of one secret disclosure may know of others; whose request is at fault is told of none.
    const faults = this.faultsOfIds(permitting.some(({ disclosure }) => isSecret(disclosure))).length ? this.faultsOfIds(false) : [];
    if (!faults.every(([code]) => JUDGED.includes(code))) return refusal(faults);
    const may = (disclosure) => !isSecret(disclosure) && (!this.risk || this.isRelated(disclosure));
    const visible = permitting.length ? judged : judged.filter(({ disclosure }) => may(disclosure));
    if (!visible.length) return refusal(faults.length ? faults : [[this.risk ? "not_disclosed_at_risk" : "not_disclosed", this.request.recipient]]);
    if (faults.length && visible[0].reasons.some(({ code }) => NOT_THIS.has(code))) return { ...refusal(faults), ...this.nearest(visible) };
    visible[0].reasons.push(...faults.map(([code, about]) => reason(code, about, REFER)));
    return { ...this.told(visible[0]), ...this.nearest(visible) };
  }

  // ---- names

  /** A fault of a text that is no id, with the id that it means, if it is the name of one thing alone. */
  withId([code, where]) {
    const name = code === "wrong_value" && ["recipient", "sender", "purpose"].includes(where) ? this.request[where] : null;
    if (typeof name !== "string" || [...name].length > 200) return [code, where];
    const id = folded(name);
    const fits = (each) => kindsOf(where).some((kind) => this.kind(each)?.startsWith(kind)) && !this.isHidden(each);
    const ids = fits(id) ? [id] : (this.kind(id) && !this.isHidden(id) ? [] : (this.lookup.names.get(id) ?? []).filter(fits));
    return ids.length === 1 ? [code, where, ids] : [code, where];
  }

  /** What is meant by each unknown id that is the name of one thing alone, wherever it stands. */
  understand() {
    const isKnown = (id) => this.kind(id) && !this.isHidden(id);
    const meant = new Map();
    for (const [, id, kinds] of this.named.filter(([, each]) => !isKnown(each))) {
      const found = (this.lookup.names.get(id) ?? []).filter((each) => kinds.some((kind) => this.kind(each).startsWith(kind)) && !this.isHidden(each));
      meant.set(id, [...(meant.get(id) ?? []), found.sort().join(" ")]);
    }
    const single = [...meant].filter(([, found]) => new Set(found).size === 1 && /^[^ ]+$/.test(found[0]));
    return Object.fromEntries(single.map(([id, [found]]) => [id, found]));
  }

  /** Ids in place of names. */
  rename() {
    const meant = (value) => (Array.isArray(value) ? [...new Set(value.map(meant))] : (this.understood[value] ?? value));
    const places = new Set(this.named.map(([where]) => where));
    const renamed = (object, prefix) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, places.has(prefix + key) ? meant(value) : value]));
    const evidence = Object.fromEntries(Object.entries(this.request.evidence).map(([kind, brought]) => [kind, renamed(brought, `evidence.${kind}.`)]));
    const determinations = this.request.determinations.map((each, number) => renamed(each, `determinations.${number}.`));
    this.request = { ...renamed(this.request, ""), sender: meant(this.request.sender), evidence, determinations };
    this.named = this.named.map(([where, id, kinds]) => [where, meant(id), kinds]);
  }

  // ---- people and data inside others

  outer(id) {
    const { type, inside = [] } = this.things.get(id) ?? {};
    return inside.filter((each) => this.things.get(each)?.type === type);
  }

  /** A thing, and all that it is inside. */
  around(id) {
    const found = new Set([id]);
    for (const each of found) for (const outer of this.outer(each)) found.add(outer);
    return found;
  }

  isCovered(id, stated) {
    if (stated.includes(id)) return true;
    const marks = (each) => [...(this.things.get(each).special ?? []), ...(this.things.get(each).criminal ? ["criminal"] : [])];
    const counts = (outer) => marks(id).every((mark) => marks(outer).includes(mark)) && !this.around(outer).has(id);
    return this.outer(id).some((outer) => counts(outer) && this.isCovered(outer, stated));
  }

  covers(stated, asked) {
    return asked.every((id) => this.isCovered(id, stated ?? []));
  }

  doTouch(one, other) {
    if (one === other) return true;
    this.lookup.nested ??= [...this.things.keys()].filter((id) => this.outer(id).length);
    return this.lookup.nested.some((id) => this.around(id).has(one) && this.around(id).has(other));
  }

  doAnyTouch(some, others) {
    return some.some((one) => others.some((other) => this.doTouch(one, other)));
  }

  // ---- ids and groups

  faultsOfIds(mayKnow) {
    return this.named.flatMap(([where, id, kinds]) => {
      const kind = this.kind(id);
      if (!kind || (!mayKnow && this.isHidden(id))) return [[KEYS[where] ? `unknown_${KEYS[where]}` : "unknown_id", where]];
      if (kind === "Retired") return [["retired_id", where, [this.things.get(id).replaced_by ?? []].flat()]];
      return kinds.some((each) => kind.startsWith(each)) ? [] : [["wrong_kind", where]];
    });
  }

  /** Whether an id is of a disclosure that may not be confirmed, or of a recipient to whom nothing else is disclosed. */
  isHidden(id) {
    const found = this.candidates(id);
    return isSecret(this.things.get(id)) || (found.length > 0 && found.every(isSecret));
  }

  kind(id) {
    const [type, second] = types(this.things.get(id));
    return type === "Recipient" && second === "Role" ? "Recipient of the type role" : type;
  }

  /** The disclosures to a recipient, or to any that lists it, at any depth. */
  candidates(id) {
    return [...this.groups(id)].flatMap((group) => this.lookup.disclosures.get(group) ?? []);
  }

  /** A recipient, and all that list it, at any depth; `leads` says of each between whether it leads on. */
  groups(id, leads = () => true) {
    const groups = new Set([id]);
    for (const member of groups) {
      if (member !== id && !leads(member)) continue;
      for (const group of this.lookup.listing.get(member) ?? []) groups.add(group);
    }
    return groups;
  }

  /** Whether a disclosure has to do with a risk. */
  isRelated({ purposes, conditions = [], possible_conditions: possible = [] }) {
    const isOverride = (id) => this.things.get(id)?.kind === "safeguarding_override" && !this.unknown.has(id);
    if (!states(purposes) || purposes.includes(this.request.purpose)) return true;
    return purposes.some((id) => isOfRisk(this.things.get(id))) || [...conditions, ...possible].some(isOverride);
  }

  // ---- one disclosure

  judged(disclosure) {
    const not = this.notThis(disclosure);
    const isForOthers = this.isForAnother(disclosure) && !this.mayOpen(disclosure);
    if (not.length) return { disclosure, isForOthers, outcome: "refused", reasons: not.map((code) => reason(code, this.about(code, disclosure), REFUSED)) };
    const checks = this.checks(disclosure);
    const guards = this.guards(disclosure, checks);
    const isToLookAt = this.isToLookAt(disclosure, checks);
    const openness = this.opennessFor(disclosure);
    const isMemberKnown = openness === "examples" ? showsMember(checks) : this.request.member !== undefined;
    const silent = [...this.classes(openness, isMemberKnown), ...this.silences(disclosure, checks, isToLookAt), ...guards.reasons];
    const means = new Map(silent.filter(({ code }) => SILENCES.includes(code)).map(({ code }) => [code, this.settledBy(code, disclosure, guards)]));
    const open = silent.filter(({ code }) => !means.get(code));
    const isBrought = this.request.determinations.some(({ of }) => of === disclosure.id);
    if (isBrought && [...means.values()].includes(null)) open.push(reason("determination_does_not_do", disclosure.id, REFER));
    const reasons = [...this.forbidding(disclosure), ...open, ...this.unheard(disclosure, checks)];
    for (const { id, state, weight } of checks) if (weight >= REFER) reasons.push(reason(state, id, weight));
    const duties = checks.flatMap(({ id, duties = [] }) => duties.map((code) => ({ code, about: id })));
    if (disclosure.item_choices) duties.push({ code: "item_choices", about: `${disclosure.id}.item_choices` });
    const owed = {
      record_determination: [...means.values()].includes("determined"),
      record_condition: ["special", "criminal"].some((what) => means.get(`${what}_condition_not_stated`) === "law"),
      access_only: isToLookAt && this.request.mode === undefined,
      record_member: ["kind", "examples"].includes(openness) && isMemberKnown,
      only_their_own: disclosure.own_recipient === true,
      for_programme_only: disclosure.programmes && this.request.programme === undefined,
    };
    duties.push(...Object.keys(owed).filter((code) => owed[code]).map((code) => ({ code, about: disclosure.id })));
    const found = { disclosure, isForOthers, checks, ...this.weighed(disclosure, checks, eachOnce(reasons), duties, [...means.values()]) };
    const used = [...this.badNews.map(([kind]) => kind), ...checks.map(({ condition }) => condition.kind)];
    const turnsOnLaw = (guards.isSensitive || powers(disclosure).length > 0) && !this.statesLaw(disclosure, checks);
    const isByInstrument = claimsDuty(disclosure) || used.includes("trigger") || turnsOnLaw;
    if (isByInstrument) used.push("statutory_duty");
    return { ...found, unused: Object.keys(this.request.evidence).filter((kind) => !used.includes(kind)).sort() };
  }

  /** Whether the recipient may look at it and gets no copy. */
  isToLookAt({ mode }, checks) {
    return mode ? mode.every((way) => ["view_only", "remote_access"].includes(way)) : checks.some(({ condition }) => condition.kind === "controlled_access");
  }

  get isAbroad() {
    return (this.request.country ?? "GB") !== "GB";
  }

  /** Whether others to the same recipient, with a purpose in common, serve a programme that it does not. */
  isOneOfMany({ id, programmes, purposes, ...d }) {
    if (!programmes) return false;
    const alike = this.lookup.disclosures.get(to(d)).filter((each) => each.purposes.some((one) => states(purposes) && purposes.includes(one)));
    return alike.some((each) => each.programmes?.some((one) => !programmes.includes(one)));
  }

  /** Of data that the law guards more closely: whether there is any without a condition, and the reasons if nothing allows it. */
  guards(d, checks) {
    const { identifiability, data_categories: data, evidence } = this.request;
    if (identifiability === "anonymous") return { reasons: [], allowed: [] };
    const marks = { special: (thing) => thing?.special?.length, criminal: (thing) => thing?.criminal };
    const lacking = Object.keys(marks)
      .filter((what) => !d[`${what}_condition`] || !states(d[`${what}_condition`]))
      .map((what) => ({ what, ids: data.filter((id) => marks[what](this.things.get(id))) }))
      .filter(({ ids }) => ids.length);
    const isAllowed = ({ ids }) => this.statesLaw(d, checks) || this.covers(evidence.statutory_duty?.names, ids);
    const codes = (some) => some.map(({ what }) => `${what}_condition_not_stated`);
    return {
      isSensitive: lacking.length > 0,
      allowed: codes(lacking.filter(isAllowed)),
      reasons: codes(lacking).map((code) => reason(code, d.id, REFER)),
    };
  }

  // ---- what the words leave open

  /** What settles a silence: "law", "public", "determined"; null if nothing does. */
  settledBy(code, d, { allowed }) {
    if (allowed.includes(code) || (claimsDuty(d) && this.isByInstrument(code))) return "law";
    const inPublic = (d.settled ?? []).filter((each) => this.roles(d).includes(each.by) && this.isInForce(each.date, each.valid_to));
    if (inPublic.some((each) => this.doesSettle(each, code))) return "public";
    const determined = this.request.determinations.filter((each) => this.isValid(each, d));
    if (determined.some((each) => each.case !== undefined && this.doesSettle(each, code))) return "determined";
    return code === "open_class" && determined.some(({ member }) => member !== undefined) ? "determined" : null;
  }

  isByInstrument(code) {
    const { evidence: { statutory_duty: { names, people } = {} }, ...asked } = this.request;
    if (code === "data_not_stated") return this.covers(names, asked.data_categories);
    return code === "people_not_stated" && this.covers(people, asked.data_subjects);
  }

  doesSettle(each, code) {
    const { purpose, data_categories: data, data_subjects: people } = this.request;
    const settles = {
      purpose_not_stated: () => (each.purposes ?? []).includes(purpose),
      data_not_stated: () => this.covers(each.data_categories, data),
      people_not_stated: () => this.covers(each.data_subjects, people),
      special_condition_not_stated: () => each.special_condition !== undefined,
      criminal_condition_not_stated: () => each.criminal_condition !== undefined,
    };
    return settles[code]?.() ?? false;
  }

  isValid({ of, by, mark, date, valid_to: last, case: aCase, member }, d) {
    const { request } = this;
    const isOfThis = of === d.id && this.roles(d).includes(by) && mark === this.lookup.mark(d) && this.isInForce(date, last);
    return isOfThis && [undefined, request.case].includes(aCase) && [undefined, request.member].includes(member);
  }

  isInForce(first, last) {
    return isWithinDays(this.today, [first, last]) && (Date.parse(last) - Date.parse(first)) / 86400000 <= LONGEST;
  }

  /** The roles that may settle what a disclosure leaves open. */
  roles({ settled_by: own, sender }) {
    if (own) return own.filter((role) => !["none", "not_applicable"].includes(role));
    const us = this.feed.publisher;
    return (sender ?? us) === us ? (this.things.get(us).settled_by ?? []) : [];
  }

  /** Bad news that no condition of its type took up. */
  unheard(d, checks) {
    const isHeard = (kind) => checks.some(({ condition, weight, state }) => condition.kind === kind && (weight >= REFER || state === "lifted"));
    const exempt = (d.opt_outs ?? []).filter(({ effect }) => effect === "does_not_apply").map(({ scheme }) => scheme);
    const isExempt = (kind) => kind === "opt_out" && this.request.evidence.opt_out.checked.every((scheme) => exempt.includes(scheme));
    return this.badNews.filter(([kind]) => !isHeard(kind) && !isExempt(kind)).map(([kind, key]) => reason("bad_news", `evidence.${kind}.${key}`, REFER));
  }

  weighed(disclosure, checks, reasons, duties, means) {
    const claim = this.claim(disclosure, checks);
    if (claim === "in force" && reasons.some(({ code, weight }) => weight === REFUSED && code !== "not_brought")) {
      return { outcome: "refer", reasons: [...reasons, reason("duty_and_refusal", `${disclosure.id}.modality`, REFER)] };
    }
    if (claim && claim !== "in force") reasons.push(reason(claim, `${disclosure.id}.modality`, REFER));
    const worst = Math.max(FINE, ...reasons.map(({ weight }) => weight));
    if (worst >= REFER) return { outcome: worst === REFER ? "refer" : "refused", reasons };
    const isRequired = claim !== null && !means.includes("public") && !means.includes("determined");
    const outcome = isRequired ? "required" : duties.length ? "permitted_with_duties" : "permitted";
    return { outcome, duties, reasons: [reason(isRequired ? "duty_in_force" : "stated", disclosure.id, FINE)] };
  }

  notThis(d) {
    const { request, today } = this;
    const [first, last] = this.days(d);
    const [begins, ends] = this.daysOfParty(request.recipient);
    const holds = {
      other_sender: ![request.sender, "not_stated"].includes(d.sender ?? this.feed.publisher),
      never_shared: d.modality === "never",
      only_received: d.direction === "receive",
      draft: d.status === "draft",
      suspended: d.status === "suspended",
      not_started: today < first,
      ended: today > last,
      recipient_not_started: today < begins,
      recipient_ended: today > ends,
      not_a_member: !this.groups(request.recipient, (group) => isWithinDays(today, this.daysOfParty(group))).has(to(d)),
      not_in_a_notice: !this.lookup.passages.has(d.id),
      other_purpose: this.isForAnother(d) && !this.mayOpen(d) && !this.isOfRiskWithOverride(d),
      other_data: states(d.data_categories) && !isOpenList(d) && !this.covers(d.data_categories, request.data_categories),
      other_people: states(d.data_subjects) && !this.covers(d.data_subjects, request.data_subjects),
      data_never_sent: this.doAnyTouch(request.data_categories, d.excluded ?? []),
      other_programme: request.programme !== undefined && d.programmes && !d.programmes.includes(request.programme),
      not_abroad: this.isAbroad && d.transfers?.[0] === "none",
      not_that_purpose: this.things.get(request.purpose)?.family === "statistics" && this.badNews.some(([kind]) => kind === "no_individual_effect"),
    };
    return Object.keys(holds).filter((code) => holds[code]);
  }

  about(code, { id }) {
    return code.startsWith("recipient_") ? this.request.recipient : id;
  }

  parties(d) {
    return [d.recipient, d.sender, d.part_of].filter((id) => types(this.things.get(id))[0] === "Recipient");
  }

  /** The days on which a disclosure answers: with its parties, none of which has ceased, and while a programme lasts. */
  days(d) {
    const served = (d.programmes ?? []).map((id) => dated(this.things.get(id) ?? {}));
    const least = served.map(([day]) => day).sort()[0];
    const most = served.map(([, day]) => day).sort().at(-1);
    return common([dated(d), ...this.parties(d).map((id) => this.daysOfParty(id)), [least, most]]);
  }

  /** The days of a recipient or body: its own, until it ceased to exist; of a closed class, while there are members. */
  daysOfParty(id, above = []) {
    const party = this.things.get(id) ?? {};
    const members = above.includes(id) || this.isOpen(id) ? [] : (party.members ?? []);
    const days = members.map((each) => this.daysOfParty(each, [...above, id]));
    const closed = party.history ? firstDay(party.history.closed_on) : null;
    const until = closed === null ? LAST : closed > FIRST ? dayAfter(closed, -1) : "";
    return common([dated(party), [FIRST, until], days.length ? [days.map(([day]) => day).sort()[0], days.map(([, day]) => day).sort().at(-1)] : []]);
  }

  /** A recipient, its members, and theirs. */
  below(id) {
    const found = new Set([id]);
    for (const each of found) for (const member of this.things.get(each)?.members ?? []) found.add(member);
    return [...found];
  }

  /** The days on which a disclosure forbids; where its dates run backwards, all. */
  promised(d, outlives) {
    const [first, last] = common([d, ...this.parties(d).map((id) => this.things.get(id))].map(dated));
    if (last < first) return [FIRST, LAST];
    return [first, outlives ? LAST : last];
  }

  /** How one tells a member of the most open class that counts for a disclosure; "" where there is none. */
  opennessFor(d) {
    const { to } = this.request.evidence.statutory_duty ?? {};
    const isTo = claimsDuty(d) && to !== undefined && to === this.request.member;
    const isPublished = d.mode?.length === 1 && d.mode[0] === "published";
    return isTo || isPublished ? "" : this.openness(this.request.recipient);
  }

  classes(openness, isMemberKnown) {
    const { id, members } = this.things.get(this.request.recipient) ?? {};
    if (openness === "unknown" || (openness === "examples" && !isMemberKnown)) return [reason("open_class", id, REFER, members)];
    return openness === "kind" && !isMemberKnown ? [reason("which_member", id, REFER, members)] : [];
  }

  /** Whether it states purposes, and not the one that is asked for. */
  isForAnother(d) {
    return states(d.purposes) && !d.purposes.includes(this.request.purpose);
  }

  overrides({ conditions = [], possible_conditions: possible = [] }) {
    return [...conditions, ...possible].filter((id) => !this.unknown.has(id)).map((id) => this.things.get(id)).filter((each) => each?.kind === "safeguarding_override");
  }

  mayOpen(d) {
    return this.overrides(d).some(({ opens }) => opens?.includes(this.request.purpose));
  }

  isOfRiskWithOverride(d) {
    return isOfRisk(this.things.get(this.request.purpose)) && this.overrides(d).length > 0;
  }

  silences(d, checks, isToLookAt) {
    const asked = this.things.get(this.request.recipient);
    const found = [];
    const isOpened = checks.some(({ condition: c, state }) => c.kind === "safeguarding_override" && state === "duty" && c.opens?.includes(this.request.purpose));
    if (asked && this.below(asked.id).some((id) => this.things.get(id)?.to_be_appointed)) found.push(reason("to_be_appointed", asked.id, REFER, asked.members));
    const silent = {
      sender_not_stated: d.sender === "not_stated",
      recipient_not_stated: d.recipient === "not_stated",
      purpose_not_stated: !states(d.purposes) && !isOpened,
      risk_purpose_not_stated: this.isForAnother(d) && !this.mayOpen(d) && this.isOfRiskWithOverride(d),
      data_not_stated: !states(d.data_categories) || (isOpenList(d) && !this.covers(d.data_categories, this.request.data_categories)),
      people_not_stated: !states(d.data_subjects),
      access_only: isToLookAt && this.request.mode === "copy",
      transfer_to_judge: this.isAbroad,
      programme_not_brought: this.request.programme === undefined && this.isOneOfMany(d),
      law_does_not_reach: powers(d).length > 0 && !this.statesLaw(d, checks) && !this.covers(this.request.evidence.statutory_duty?.names, this.request.data_categories),
      only_if_not_stated: d.modality === "only_if" && this.bearing(d.conditions).every(({ condition }) => condition.for_data || ASKS_FOR_NOTHING.has(condition.kind)),
    };
    return [...found, ...Object.keys(silent).filter((code) => silent[code]).map((code) => reason(code, d.id, REFER))];
  }

  isOpen(recipient) {
    return this.openness(recipient) !== "";
  }

  /** How one tells a member of a category whose list is open: of a recipient, or of the most open of its members, at any depth. */
  openness(recipient) {
    const open = this.below(recipient).map((id) => this.things.get(id)).filter((each) => types(each)[1] === "Category" && each.open_list);
    const found = open.map(({ membership }) => (OPENNESS.includes(membership) ? membership : "unknown"));
    return found.sort((a, b) => OPENNESS.indexOf(b) - OPENNESS.indexOf(a))[0] ?? "";
  }

  /** Which duty a disclosure claims: none, one that is in force, or why it is none. */
  claim(d, checks) {
    if (!claimsDuty(d)) return null;
    if (this.supports(d, checks)) return "in force";
    const brought = this.request.evidence.statutory_duty;
    if (!brought) return "duty_without_law";
    return this.covers(brought.names, this.request.data_categories) ? "in force" : "duty_beyond_instrument";
  }

  /** Whether a law supports a disclosure. */
  supports(d, checks) {
    const byPower = this.reaching(d).some(({ nature, whose }) => [undefined, "duty"].includes(nature) && [undefined, "ours"].includes(whose));
    const byLaw = checks.some(({ condition: c, isPossible }) => c.kind === "statutory_duty" && !isPossible && c.whose === "ours" && c.law);
    return byPower || byLaw;
  }

  statesLaw(d, checks) {
    return this.reaching(d).length > 0 || this.supports(d, checks);
  }

  /** The legal powers that are for what is asked. */
  reaching(d) {
    const { purpose, data_categories: data } = this.request;
    return powers(d).filter(({ purposes = [purpose], data_categories: its }) => purposes.includes(purpose) && (!its || this.covers(its, data)));
  }

  // ---- conditions

  checks(d) {
    const asked = { request: this.request, today: this.today, things: this.things, disclosure: d, hasPower: this.reaching(d).length > 0 };
    const listed = [...this.bearing(d.conditions, false), ...this.bearing(d.possible_conditions, true)];
    const checks = [...listed, ...derived(d, listed)];
    asked.statesLaw = this.statesLaw(d, checks);
    const { order, names } = this.request.evidence.statutory_duty ?? {};
    asked.isOrdered = order === true && this.covers(names, this.request.data_categories);
    const notNeeded = { state: "not_needed", weight: FINE };
    for (const check of checks) {
      const { condition } = check;
      Object.assign(check, this.isFor(condition) ? judge(condition, this.request.evidence[condition.kind], asked) : notNeeded);
    }
    const overrides = checks.filter(({ condition }) => condition.kind === "safeguarding_override");
    this.override(d, overrides, checks);
    for (const check of checks) if (check.isPossible && check.weight >= REFER) Object.assign(check, { state: "possible", weight: REFER });
    return checks;
  }

  /** Conditions that bear on a disclosure; one that was not understood is of no type, whatever it calls itself. */
  bearing(ids = [], isPossible) {
    const unknown = (id) => ({ kind: "unknown", calls: id.split(".conditions.")[1] });
    return ids.map((id) => ({ id, isPossible, condition: this.unknown.has(id) ? unknown(id) : this.things.get(id) }));
  }

  /** Whether a condition is for any of the data that are asked for. */
  isFor({ for_data: some }) {
    return !some || this.doAnyTouch(this.request.data_categories, some);
  }

  /** What overrides do to conditions that do not hold, and to a purpose that is not stated; and what becomes of themselves. */
  override(d, overrides, checks) {
    const brought = this.request.evidence.safeguarding_override;
    const wants = ({ condition: { reasons } }) => [
      ...(reasons && !reasons.includes(brought.reason) ? ["reason"] : []), ...(brought.time.slice(0, 10) > this.today ? ["time"] : []),
    ];
    const isValid = (check) => !check.isPossible && brought && !wants(check).length;
    const needs = [...new Set(overrides.map(({ condition }) => condition.overrides))].map((kind) => ({
      by: overrides.filter(({ condition }) => condition.overrides === kind),
      lifts: checks.filter(({ condition, weight }) => condition.kind === kind && weight >= REFER),
    })).filter(({ lifts }) => lifts.length);
    if (!d.purposes.includes(this.request.purpose)) {
      needs.push({ by: overrides.filter(({ condition }) => condition.opens?.includes(this.request.purpose)), lifts: [] });
    }
    for (const check of overrides) Object.assign(check, { state: "not_needed", weight: FINE });
    const done = [];
    for (const { by, lifts } of needs) {
      const valid = by.find(isValid);
      if (valid) done.push(valid);
      else for (const check of by) Object.assign(check, brought ? { state: "not_met", weight: REFER, wants: wants(check) } : { state: "not_brought", weight: REFER });
      for (const each of lifts) Object.assign(each, valid ? { state: "lifted", weight: FINE, wants: [], duties: [] } : { weight: REFER });
    }
    for (const check of done) Object.assign(check, { state: "duty", weight: DUTY, duties: ["record_override"] });
  }

  // ---- prohibitions

  /** What forbids the purpose: of all disclosures of this sender to these groups, but that to which this is an exception. */
  forbidding(d) {
    // Who sends to a class sends to each of its members.
    const bound = () => new Set(this.below(this.request.recipient).flatMap((id) => this.candidates(id)));
    this.forbids ??= [...bound()].flatMap((each) => this.forbidsOf(each));
    return this.forbids.filter(({ by }) => by !== d.exception_to || by === d.id).map(({ by, about, isPossible, isSecret }) => {
      const named = isSecret && by !== d.id ? d.id : about;
      return isPossible ? reason("possible", named, REFER) : reason("prohibited_use", named, REFUSED);
    });
  }

  forbidsOf(d) {
    const { request, today } = this;
    const isPromised = (outlives) => isWithinDays(today, this.promised(d, outlives));
    const concerns = (stated, asked) => !states(stated) || this.doAnyTouch(asked, stated);
    if (d.status === "draft" || ![request.sender, "not_stated"].includes(d.sender ?? this.feed.publisher)) return [];
    if (!isOpenList(d) && !concerns(d.data_categories, request.data_categories)) return [];
    if (!concerns(d.data_subjects, request.data_subjects)) return [];
    const bearing = [...this.bearing(d.conditions, false), ...this.bearing(d.possible_conditions, true)]
      .map((each) => (each.condition.calls === "prohibited_use" ? { ...each, isPossible: true, isForAll: true } : each))
      .filter(({ condition: c, isForAll }) => isForAll || (c.kind === "prohibited_use" && c.purposes.includes(request.purpose) && this.isFor(c)))
      .filter(({ condition: c, isForAll }) => isPromised(isForAll || c.outlives === true));
    const own = d.purposes.filter((id) => isPromised(false) && this.things.get(id)?.prohibited_uses?.includes(request.purpose));
    const isNever = d.modality === "never" && isPromised(false) && (!states(d.purposes) || d.purposes.includes(request.purpose));
    const forbids = (about, isPossible = false) => ({ by: d.id, about, isPossible, isSecret: isSecret(d) });
    const named = isNever ? [`${d.id}.modality`] : [];
    return [...bearing.map(({ id, isPossible }) => forbids(id, isPossible)), ...named.map((id) => forbids(id)), ...own.map((id) => forbids(`${id}.prohibited_uses`))];
  }

  // ---- the decision

  told({ disclosure: d, outcome, reasons, checks = [], duties = [], unused = [] }) {
    const passages = this.lookup.passages.get(d.id) ?? [];
    return {
      outcome,
      disclosure: d.id,
      mark: this.lookup.mark(d),
      ...(passages.length && { notice: `${this.feed.site}${passages[0].id.split(".")[0]}/#${d.id}`, words: this.words(passages) }),
      reasons: reasons.map(said),
      conditions: checks.map(({ id, condition, state, isPossible, wants = [], extra }) => ({
        id, type: condition.kind, state, ...(isPossible && { possible: true }), ...(wants.length && { wants }), ...(extra && { extra }), ...this.sharedWords(id),
      })),
      duties,
      ...(d.mode && { mode: d.mode }),
      ...(d.within && { within: d.within }),
      lawful_basis: d.lawful_basis.filter((word) => word !== "not_stated"),
      ...(![undefined, "not_stated", this.feed.publisher].includes(d.sender) && { sender: d.sender }),
      not_stated: SOUGHT.filter((key) => d[key] === undefined || !states(d[key])),
      ...(unused.length && { unused }),
    };
  }

  /** Of the disclosures that only state another purpose, other data or other people, the one that differs least. */
  nearest(judged) {
    if (!judged[0].reasons.some(({ code }) => NOT_THIS.has(code))) return {};
    const { request } = this;
    const beyond = (asked, stated) => (states(stated) ? asked.filter((id) => !this.isCovered(id, stated)).length : 0);
    const distance = (d) => [
      Number(states(d.purposes) && !d.purposes.includes(request.purpose)),
      beyond(request.data_categories, d.data_categories) + beyond(request.data_subjects, d.data_subjects),
    ];
    const isNear = ({ reasons }) => reasons.every(({ code }) => FAR.has(code));
    const [found] = judged.filter(isNear).map(({ disclosure: d }) => ({ d, at: distance(d) }))
      .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || (a.d.id < b.d.id ? -1 : 1));
    const named = (key) => states(found.d[key]) && { [key]: [...found.d[key]].sort() };
    return found ? { nearest: { disclosure: found.d.id, ...named("purposes"), ...named("data_categories"), ...named("data_subjects") } } : {};
  }

  /** The words of a condition that several disclosures share. */
  sharedWords(id) {
    const owner = id.split(".")[0];
    const passages = this.things.get(owner)?.type === "SharedCondition" ? (this.lookup.passages.get(owner) ?? []) : [];
    return passages.length ? { words: this.words(passages) } : {};
  }

  /** Passages one on a line, by language. */
  words(passages) {
    const lines = (tag) => passages.flatMap(({ text }) => text[tag] ?? []);
    const tags = this.feed.languages.map((tag) => tag.toLowerCase()).filter((tag) => lines(tag).length);
    return Object.fromEntries(tags.map((tag) => [tag, lines(tag).join("\n")]));
  }
}

/** Facts of a disclosure that limit it as a condition would, where no condition of the type (and scheme) surely bears. */
function derived(d, listed) {
  const sure = listed.filter(({ isPossible, condition }) => !isPossible && !condition.for_data).map(({ condition }) => condition);
  const stands = (kind, scheme) => sure.some((c) => c.kind === kind && (scheme === undefined || c.scheme === scheme));
  const found = [];
  const add = (name, condition) => found.push({ id: `${d.id}.${name}`, condition });
  if (d.modality === "must_when_required" && !stands("trigger") && !stands("request_needed")) add("modality", { kind: "trigger" });
  if (d.modality === "may_on_request" && !stands("request_needed")) add("modality", { kind: "request_needed" });
  for (const { scheme, effect } of (d.opt_outs ?? []).filter((each) => typeof each === "object")) {
    const name = `opt_outs.${scheme.replaceAll("_", "-")}`;
    if (!["applies", "applies_in_part", "does_not_apply"].includes(effect)) add(name, { kind: "unknown" });
    if (!["applies", "applies_in_part"].includes(effect) || stands("opt_out", scheme)) continue;
    const ifNothing = ["object_art_21", "withdraw_consent"].includes(scheme) ? withDuties("check_objections") : undefined;
    add(name, { kind: "opt_out", scheme, isInPart: effect === "applies_in_part", ifNothing });
  }
  return found;
}

/** Whether a condition shows who of a class somebody is, on evidence that was brought. */
function showsMember(checks) {
  const shows = {
    approval: ({ scope }) => scope === "per_case",
    processor_contract: ({ agreement }) => agreement === undefined,
    standing_shown: () => true,
  };
  const holds = ({ state, isPossible }) => !isPossible && ["met", "duty"].includes(state);
  return checks.some((check) => holds(check) && shows[check.condition.kind]?.(check.condition));
}

const reason = (code, about, weight, instead = []) => ({ code, about, weight, instead });
const said = ({ code, about, weight, instead = [] }) => ({
  code, about, ...(weight >= REFER && { verdict: weight === REFER ? "refer" : "refused" }), ...(instead.length && { instead }),
});
const eachOnce = (reasons) => [...new Map(reasons.map((each) => [`${each.code} ${each.about}`, each])).values()];
const refusal = (faults) => ({
  outcome: "refused",
  reasons: [...new Map(faults.map(([code, about, instead]) => [`${code} ${about}`, said(reason(code, about, REFUSED, instead))])).values()],
});
const states = (list) => [list].flat()[0] !== "not_stated";
const isOpenList = (d) => d.open_data_list === true && states(d.data_categories);
const claimsDuty = (d) => ["must", "must_when_required"].includes(d.modality);
const powers = (d) => (d.legal_power ?? []).filter((power) => typeof power === "object");
/** The first day of a day, month or year; of anything else the first of all. */
function firstDay(text = "") {
  const day = `${text}-01-01`.slice(0, 10);
  return /^[0-9]{4}(-[0-9]{2}){0,2}$/.test(text) && isDay(day) ? day : FIRST;
}
const dated = (thing) => [thing.valid_from ?? FIRST, thing.valid_to ?? LAST];
const isWithinDays = (day, [first, last]) => first <= day && day <= last;
const isSecret = (d) => d.can_we_tell_you === "never_confirm";

function better(one, other) {
  const [ours, theirs] = [rank(one), rank(other)];
  const at = ours.findIndex((value, place) => value !== theirs[place]);
  return ours[at] < theirs[at] ? -1 : 1;
}

/** Smallest first: the outcome, how far it is from what was asked, how much is told against it, the id. */
function rank({ outcome, reasons, disclosure, isForOthers }) {
  const count = (...codes) => reasons.filter(({ code }) => codes.includes(code)).length;
  const far = [Number(isForOthers), count("other_data", "other_people", "data_never_sent"), count(...NOT_THIS)];
  return [OUTCOMES.indexOf(outcome), ...far, reasons.length, disclosure.id];
}
