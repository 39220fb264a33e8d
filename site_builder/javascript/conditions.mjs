// Each type of condition: what becomes of it (docs/gate.md, "Evidence"), given what the notice states and what is brought.

export const FINE = 0, DUTY = 1, REFER = 2, REFUSED = 3;

const MET = { state: "met", weight: FINE };
const no = (wants, state = "not_met") => ({ state, weight: REFUSED, wants });
const ask = (wants, state = "not_met") => ({ state, weight: REFER, wants });
const NOT_STATED = ask([], "not_stated");
export const withDuties = (...duties) => (duties.some(Boolean) ? { state: "duty", weight: DUTY, duties: duties.filter(Boolean) } : MET);
const when = (holds, ...wants) => (holds ? MET : no(wants));
const among = (some, all) => some.every((each) => all.includes(each));
const isSoft = (c) => ["wherever_possible", "usually"].includes(c.strength);

/** What becomes of a condition: {state, weight, duties?, wants?, extra?}. */
export function judge(condition, evidence, asked) {
  const found = TYPES[condition.kind];
  if (!found) return { state: "unknown", weight: REFER };
  const [nothing, judge] = found;
  if (condition.ifNothing && !evidence?.checked.includes(condition.scheme)) return condition.ifNothing;
  if (nothing !== FINE && evidence === undefined) return { state: "not_brought", weight: condition.isInPart ? REFER : nothing };
  return judge(condition, evidence ?? {}, asked);
}

/** By type: how it weighs if nothing is brought (FINE: its judge says), and its judge. */
const TYPES = {
  lawful_only: [FINE, lawful],
  purpose_limited: [FINE, () => withDuties("use_for_this_purpose_only")],
  approval: [REFUSED, approval],
  need_shown: [REFER, () => MET],
  case_by_case: [REFER, () => MET],
  no_individual_effect: [FINE, (c, e) => (e.declared === false ? no(["declared"]) : withDuties("no_individual_effect"))],
  no_identification_in_results: [FINE, results],
  identifiability: [FINE, identifiability],
  data_matching: [REFER, (c, e) => when(among(e.sources, c.with), "sources")],
  voluntary_participation: [FINE, () => withDuties("taking_part_is_voluntary")],
  consent_first: [REFER, consent],
  tell_first: [FINE, telling],
  safeguarding_override: [FINE, () => MET], // looked at when all others are judged
  detriment_exception: [REFER, (c, e) => when(!e.detriment, "detriment")],
  statutory_duty: [FINE, (c, e, { hasPower }) => (c.law || hasPower || e.instrument ? MET : NOT_STATED)],
  trigger: [FINE, (c, e, { isOrdered }) => (e.reference === undefined && !isOrdered ? no([], "not_brought") : MET)],
  request_needed: [REFUSED, requestNeeded],
  on_behalf_of: [REFUSED, onBehalf],
  controlled_access: [REFUSED, access],
  protocol_needed: [FINE, agreement],
  processor_contract: [FINE, agreement],
  opt_out: [REFUSED, optOut],
  minimum_items: [REFUSED, items],
  onward_limit: [REFUSED, onward],
  jurisdiction: [REFUSED, (c, e) => when(among(e.nations, c.nations), "nations")],
  area: [REFUSED, (c, e) => when(among(e.places, c.places), "places")],
  age_range: [REFUSED, ages],
  time_window: [FINE, (c, e, { today }) => when((c.valid_from ?? "") <= today && today <= (c.valid_to ?? "9999-12-31"))],
  undertaking: [FINE, () => withDuties("undertaking")],
  prohibited_use: [FINE, () => MET], // forbids, and asks for nothing
  threshold: [REFER, (c, e) => when(e.count >= c.at_least, "count")],
  single_use: [REFUSED, (c, e) => when(e.earlier_extracts === 0, "earlier_extracts")],
  standing_shown: [REFUSED, standing],
};

function lawful(c, e, { disclosure, statesLaw }) {
  const stated = disclosure.lawful_basis.filter((basis) => basis !== "not_stated");
  const wrong = [];
  if (e.basis !== undefined && stated.length && !stated.includes(e.basis)) wrong.push("basis");
  if (e.disclosure !== undefined && e.disclosure !== disclosure.id) wrong.push("disclosure");
  if (wrong.length) return no(wrong);
  return withDuties(!stated.length && (e.basis !== undefined || !statesLaw) && "record_basis");
}

function results(c, e) {
  if (e.results !== undefined && !["anonymous", "aggregate"].includes(e.results)) return no(["results"]);
  return e.smallest < 10 ? ask(["smallest"]) : withDuties("no_identification_in_results");
}

/** Evidence that speaks against sharing wherever it is brought: by type the key that does. */
export function badNews(evidence) {
  const brought = {
    no_individual_effect: ({ declared }) => !declared && "declared",
    no_identification_in_results: ({ results: level }) => !["anonymous", "aggregate"].includes(level) && "results",
    consent_first: ({ consent: answer }) => answer === "refused" && "consent",
    opt_out: ({ opted_out: out }) => out && "opted_out",
    detriment_exception: ({ detriment }) => detriment && "detriment",
  };
  const found = Object.keys(brought).filter((kind) => evidence[kind]).map((kind) => [kind, brought[kind](evidence[kind])]);
  return found.filter(([, key]) => key);
}

function approval(c, e, { request, today }) {
  const wrong = [];
  if (e.by !== c.by) wrong.push("by");
  if (e.date > today || (c.valid_to && today > c.valid_to)) wrong.push("date");
  if (e.case !== undefined ? e.case !== request.case : c.scope === "per_case") wrong.push("case");
  if (wrong.length) return no(wrong);
  return e.case === undefined && c.scope === undefined ? NOT_STATED : withDuties(c.controls && "stays_controlled");
}

/** Each level, and those that are less identifiable. */
const LESS = {
  identifiable: ["individual_level", "pseudonymised", "anonymous", "aggregate"],
  individual_level: ["pseudonymised", "anonymous", "aggregate"],
  pseudonymised: ["anonymous", "aggregate"],
  anonymous: [],
  aggregate: [],
};
const isWithin = (level, limit) => level === limit || LESS[limit].includes(level);

function identifiability(c, e, { request }) {
  const level = request.identifiability;
  const stages = ["processing", "results"].filter((name) => c[name]);
  if (level === undefined) return no([], "not_brought");
  const wrong = stages.filter((name) => e[name] !== undefined && !isWithin(e[name], c[name]));
  if (c.transfer && !isWithin(level, c.transfer)) wrong.unshift("identifiability");
  if (wrong.length) return no(wrong);
  return !c.transfer && c.processing && !isWithin(level, c.processing) ? NOT_STATED : withDuties(stages.length && "keep_to_level");
}

function consent(c, e, { disclosure }) {
  if (e.consent === "refused") {
    const rests = disclosure.lawful_basis.length === 1 && disclosure.lawful_basis[0] === "consent";
    return rests ? no([], "consent_refused") : ask([], "consent_refused");
  }
  if (e.consent === "given") {
    if (c.form === "written" && e.form !== "written") return no(["form"]);
    return e.reference === undefined ? ask(["reference"]) : MET;
  }
  return reasonFor(c, e);
}

function telling(c, e, { today }) {
  if (e.told_on !== undefined) return e.told_on <= today ? MET : withDuties("tell_first");
  return e.reason === undefined ? withDuties("tell_first") : reasonFor(c, e);
}

const reasonFor = (c, e) => (e.reason !== undefined && isSoft(c) ? withDuties("record_reason") : ask(["reason"]));

function requestNeeded(c, e) {
  const wrong = [];
  if (c.in_writing && e.in_writing !== true) wrong.push("in_writing");
  if (c.must_state && e.complete !== true) wrong.push("complete");
  return wrong.length ? no(wrong) : withDuties(e.in_writing !== true && "record_request", c.fee && "fee");
}

function onBehalf(c, e, { things, today }) {
  if (!c.programme) return when(e.principal === c.principal, "principal");
  return when(e.programme === c.programme && today <= (things.get(c.programme)?.valid_to ?? today), "programme");
}

function access(c, e) {
  const wrong = [];
  if (!c.roles.includes(e.role)) wrong.push("role");
  if (c.places && !c.places.includes(e.place)) wrong.push("place");
  return when(!wrong.length, ...wrong);
}

function agreement(c, e, { things, today }) {
  if (!c.agreement) return e.reference === undefined ? no([], "not_brought") : MET;
  const { signed } = things.get(c.agreement) ?? {};
  return signed === undefined ? NOT_STATED : when(signed <= today);
}

function optOut(c, e) {
  const wrong = [];
  if (!e.checked.includes(c.scheme)) wrong.push("checked");
  if (e.opted_out) wrong.push("opted_out");
  const weight = c.isInPart ? REFER : REFUSED;
  return wrong.length ? { state: "not_met", weight, wants: wrong } : MET;
}

function items(c, e, { disclosure }) {
  if (!disclosure.data_items) return NOT_STATED;
  const stated = Object.values(disclosure.data_items).flat();
  const extra = e.columns.filter((column) => !stated.includes(column));
  return extra.length ? { ...no(["columns"]), extra } : MET;
}

function onward(c, e) {
  if (!e.chain.length) return MET;
  const wrong = [];
  if (c.recipients && !among(e.chain, c.recipients)) wrong.push("chain");
  if (c.depth !== undefined && e.chain.length > c.depth) wrong.push("chain");
  if (c.purposes && !(e.purposes && among(e.purposes, c.purposes))) wrong.push("purposes");
  if ((c.ask_first || c.asked) && e.asked === undefined) wrong.push("asked");
  if (wrong.length) return no([...new Set(wrong)]);
  const isStated = c.recipients || c.depth !== undefined || c.purposes || c.ask_first || c.asked;
  return isStated ? MET : NOT_STATED;
}

function ages(c, e) {
  const wrong = [];
  if (e.youngest < (c.from_age ?? 0)) wrong.push("youngest");
  if (e.oldest < e.youngest || e.oldest > (c.to_age ?? Infinity)) wrong.push("oldest");
  return when(!wrong.length, ...wrong);
}

function standing(c, e) {
  const wrong = ["identity", "standing"].filter((key) => e[key] === undefined);
  if (!wrong.length) return MET;
  return c.unless && e.excepted ? ask(wrong) : no(wrong);
}
