// A request, read strictly (docs/gate.md, "The request" and "Evidence"): what is wrong is told by where it stands.

import { parse } from "./json.mjs";
import { isDay, isObject } from "./schema.mjs";

const LARGEST = 65536;
export const LEVELS = ["identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate"];
const REASONS = ["consent_cannot_be_given", "cannot_reasonably_be_expected_to_obtain", "asking_would_prejudice_protection", "not_possible"];
const BASES = ["consent", "contract", "legal_obligation", "vital_interests", "public_task", "recognised_legitimate_interest", "legitimate_interests"];
const SCHEMES = ["national_data_opt_out", "object_art_21", "withdraw_consent", "local"];
const ARTICLE_9 = [
  "explicit_consent", "employment_social_security", "vital_interests", "not_for_profit", "made_public", "legal_claims",
  "substantial_public_interest", "health_or_social_care", "public_health", "archiving_research_statistics",
];
const NATIONS = ["england", "wales", "scotland", "northern_ireland"];
const PARTY = ["Recipient", "Body"];

const text = (pattern) => ({ fits: (value) => typeof value === "string" && pattern.test(value) });
const oneOf = (words) => ({ fits: (value) => words.includes(value) });
const id = (...kinds) => ({ ...text(/^[a-z][a-z0-9-]{0,62}$/), kinds });
const many = (one, least = 1) => ({
  ...one,
  fits: (value) => Array.isArray(value) && value.length >= least && value.every(one.fits) && new Set(value).size === value.length,
});
const yes = oneOf([true, false]);
const number = { fits: (value) => Number.isInteger(value) && value >= 0 && value <= 1e6 };
const reference = text(/^(?=.{1,64}$)(?=.*[0-9])[A-Za-z0-9]([A-Za-z0-9._\/:-]*[A-Za-z0-9])?$/);
const day = { fits: (value) => typeof value === "string" && isDay(value), isDay: true };
const CLOCK = /^.{10}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/;
const time = { fits: (value) => text(CLOCK).fits(value) && isDay(value.slice(0, 10)), isDay: true };

const REQUEST = {
  "sender?": id(...PARTY, "Organisation"), recipient: id(...PARTY), purpose: id("Purpose"),
  data_categories: many(id("DataCategory")), data_subjects: many(id("DataSubject")),
  "identifiability?": oneOf(LEVELS), "case?": reference, "at_risk?": yes,
  "member?": reference, "mode?": oneOf(["view", "copy"]), "programme?": id("Programme"), "country?": text(/^[A-Z]{2}$/),
};
const DETERMINATION = {
  of: id("Disclosure"), by: id("Role", "Recipient of the type role"), reference, date: day, valid_to: day, mark: { ...text(/^[0-9a-f]{16}$/), isMark: true },
  "case?": reference, "member?": reference, "purposes?": many(id("Purpose")), "data_categories?": many(id("DataCategory")),
  "data_subjects?": many(id("DataSubject")), "special_condition?": many(oneOf(ARTICLE_9)),
  "criminal_condition?": oneOf(["official_authority", "schedule_1"]),
};
const EVIDENCE = {
  lawful_only: { "basis?": oneOf(BASES), "disclosure?": id("Disclosure") },
  approval: { by: id("Role", "Recipient of the type role"), reference, date: day, "case?": reference },
  need_shown: { reference },
  case_by_case: { reference },
  no_individual_effect: { declared: yes },
  no_identification_in_results: { results: oneOf(LEVELS), "smallest?": number },
  identifiability: { "processing?": oneOf(LEVELS), "results?": oneOf(LEVELS) },
  data_matching: { sources: many(id("DataCategory"), 0) },
  consent_first: { consent: oneOf(["given", "refused", "not_asked"]), "reference?": reference, "reason?": oneOf(REASONS), "form?": oneOf(["written", "spoken"]) },
  tell_first: { "told_on?": day, "reason?": oneOf(REASONS) },
  safeguarding_override: { reason: oneOf(REASONS.slice(0, 3)), decided_by: id("Role", "Recipient of the type role"), time },
  detriment_exception: { detriment: yes, reference },
  statutory_duty: {
    instrument: reference, "names?": many(id("DataCategory")), "people?": many(id("DataSubject")), "to?": reference, "order?": yes,
  },
  trigger: { reference },
  request_needed: { reference, "in_writing?": yes, "complete?": yes },
  on_behalf_of: { "programme?": id("Programme"), "principal?": id(...PARTY, "Organisation") },
  controlled_access: { role: id("Role", ...PARTY), "place?": id("Location") },
  protocol_needed: { reference },
  processor_contract: { reference },
  opt_out: { checked: many(oneOf(SCHEMES)), opted_out: yes },
  minimum_items: { columns: many(text(/^[^\u0000-\u001f\u007f]{1,100}$/u)) },
  onward_limit: { chain: many(id(...PARTY), 0), "purposes?": many(id("Purpose")), "asked?": reference },
  jurisdiction: { nations: many(oneOf(NATIONS)) },
  area: { places: many(id("Location")) },
  age_range: { youngest: number, oldest: number },
  threshold: { count: number },
  single_use: { earlier_extracts: number },
  standing_shown: { "identity?": reference, "standing?": reference, "excepted?": yes },
};

/** {request, named, faults}: the request, the ids in it as [where, id, kinds], and [code, where] for all that is wrong. */
export function readRequest(bytes) {
  if (bytes.length > LARGEST) return { faults: [["request_too_large", "request"]] };
  let request;
  try {
    request = parse(bytes);
  } catch {
    return { faults: [["request_not_json", "request"]] };
  }
  if (!isObject(request)) return { faults: [["wrong_value", "request"]] };
  const { evidence = {}, determinations = [], ...asked } = request;
  const found = { request: { ...asked, evidence, determinations }, named: [], faults: [] };
  readObject(asked, REQUEST, "request", found);
  if (!Array.isArray(determinations) || determinations.length > 20) refuse(found.faults, "wrong_value", "determinations", determinations);
  else {
    for (const [number, each] of determinations.entries()) {
      const where = `determinations.${number}`;
      if (!isObject(each)) refuse(found.faults, "wrong_value", where, each);
      else readObject(each, DETERMINATION, where, found);
    }
  }
  if (!isObject(evidence)) refuse(found.faults, "wrong_value", "evidence", evidence);
  for (const [name, brought] of isObject(evidence) ? Object.entries(evidence) : []) {
    const form = Object.hasOwn(EVIDENCE, name) ? EVIDENCE[name] : null;
    if (!form) refuse(found.faults, looksPersonal(name) ? "personal_data" : "unknown_key", "evidence", brought);
    else if (!isObject(brought)) refuse(found.faults, "wrong_value", `evidence.${name}`, brought);
    else readObject(brought, form, `evidence.${name}`, found);
  }
  return found;
}

function refuse(faults, code, where, value) {
  faults.push([code, where]);
  if (isPersonal(value)) faults.push(["personal_data", where]);
}

/** The kinds of thing that the id under a key may name. */
export const kindsOf = (key) => (REQUEST[key] ?? REQUEST[`${key}?`]).kinds;

/** The purpose, so far as it can be read at all. */
export const purposeOf = ({ request }) => (REQUEST.purpose.fits(request?.purpose) ? request.purpose : null);

/** The key that says that somebody is at risk, so far as it can be read at all. */
export function claimedRisk({ request }) {
  if (request?.at_risk === true) return "at_risk";
  return isObject(request?.evidence) && Object.hasOwn(request.evidence, "safeguarding_override") ? "evidence.safeguarding_override" : null;
}

function readObject(object, form, where, { named, faults }) {
  const kinds = new Map(Object.entries(form).map(([key, kind]) => [key.replace("?", ""), kind]));
  const place = (key) => (where === "request" ? key : `${where}.${key}`);
  for (const [key, value] of Object.entries(object)) {
    const kind = kinds.get(key);
    if (!kind) faults.push([looksPersonal(key) ? "personal_data" : "unknown_key", where]);
    else if (!kind.fits(value)) faults.push(["wrong_value", place(key)]);
    else if (kind.kinds) for (const each of [value].flat()) named.push([place(key), each, kind.kinds]);
    if (!((kind?.kinds || kind?.isMark) && kind.fits(value)) && isPersonal(value, kind?.isDay)) faults.push(["personal_data", kind ? place(key) : where]);
  }
  for (const key of Object.keys(form)) if (!key.endsWith("?") && !(key in object)) faults.push(["missing", place(key)]);
}

const alone = (pattern) => new RegExp(`(?<![A-Za-z0-9])(${pattern})(?![A-Za-z0-9])`, "i");
const PERSONAL = [
  /[^\s@]@[^\s@]/, // an e-mail address; no `+`, which would begin anew at each letter of a long text
  alone("(\\+44 ?|0)[0-9][0-9 -]{7,10}[0-9]"), // a telephone number
  alone("[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]"), // a National Insurance number
  alone("[A-HJ-NP-RT-Z][0-9]{11}[A-HJ-NP-RT-Z0-9]"), // a pupil number
  alone("[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}"), // a postcode
];
const NHS = /(?<![0-9])([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9])/g;
const A_DATE = /^(?:[0-9]{4}[-\/.][0-9]{1,2}[-\/.][0-9]{1,2}|[0-9]{1,2}[-\/.][0-9]{1,2}[-\/.][0-9]{2,4})$/;

function isPersonal(value, mayBeDay = false) {
  if (isObject(value)) return Object.entries(value).some(([key, each]) => looksPersonal(key) || isPersonal(each));
  if (Array.isArray(value)) return value.some((each) => isPersonal(each, mayBeDay));
  return ["string", "number"].includes(typeof value) && looksPersonal(String(value), mayBeDay);
}

function looksPersonal(text, mayBeDay = false) {
  return (!mayBeDay && A_DATE.test(text)) || PERSONAL.some((pattern) => pattern.test(text)) || [...text.matchAll(NHS)].some(isHealthNumber);
}

/** Whether ten digits end in the check digit of an NHS number (modulus 11). */
function isHealthNumber([, ...groups]) {
  const digits = [...groups.join("")].map(Number);
  const rest = 11 - (digits.slice(0, 9).reduce((sum, digit, at) => sum + digit * (10 - at), 0) % 11);
  return digits[9] === (rest === 11 ? 0 : rest);
}
