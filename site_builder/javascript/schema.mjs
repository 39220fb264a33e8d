// As much of JSON Schema 2020-12 as the published schemas use.

/**
 * Whether a value fits a schema. `told` hears of every value that is held to `$defs`: (name, value, place) => boolean;
 * false refuses it. `place` is {node, type, key}: the object, its name in `$defs`, and the key under which it stands.
 */
export function fits(root, schema, value, told = () => true, place = {}) {
  if (typeof schema === "boolean") return schema;
  const again = (inner, held, where = place) => fits(root, inner, held, told, where);
  const here = { root, schema, told, place, again };
  for (const word in schema) if (!WORDS[word](schema[word], value, here)) return false;
  return true;
}

// A word that is not here throws: what is not understood is not passed over.
const WORDS = {
  $ref(said, value, { root, told, place, again }) {
    const name = said.replace("#/$defs/", "");
    const inner = isObject(value) ? { node: value, type: name, key: null, above: place } : place;
    return again(root.$defs[name], value, inner) && told(name, value, place);
  },
  type: (said, value) => (typeof said === "string" ? TYPES[said](value) : said.some((each) => TYPES[each](value))),
  const: (said, value) => same(said, value),
  enum: (said, value) => said.some((each) => same(each, value)),
  pattern: (said, value) => typeof value !== "string" || regex(said).test(value),
  format: (said, value) => typeof value !== "string" || said !== "date" || isDay(value),
  minimum: (said, value) => typeof value !== "number" || value >= said,
  maximum: (said, value) => typeof value !== "number" || value <= said,

  allOf: (said, value, { again }) => said.every((each) => again(each, value)),
  anyOf: (said, value, { again }) => said.some((each) => again(each, value)),
  not: (said, value, { again }) => !again(said, value),
  if(said, value, { schema, again }) {
    const then = again(said, value) ? schema.then : schema.else;
    return then === undefined || again(then, value);
  },

  minItems: (said, value) => !Array.isArray(value) || value.length >= said,
  uniqueItems: (said, value) => !Array.isArray(value) || new Set(value.map((each) => JSON.stringify(each))).size === value.length,
  contains: (said, value, { again }) => !Array.isArray(value) || value.some((each) => again(said, each)),
  prefixItems: (said, value, { again }) => !Array.isArray(value) || value.slice(0, said.length).every((each, at) => again(said[at], each)),
  items: (said, value, { schema, again }) =>
    !Array.isArray(value) || value.slice(schema.prefixItems?.length ?? 0).every((each) => again(said, each)),

  required: (said, value) => !isObject(value) || said.every((key) => key in value),
  minProperties: (said, value) => !isObject(value) || Object.keys(value).length >= said,
  propertyNames: (said, value, { again }) => !isObject(value) || Object.keys(value).every((key) => again(said, key)),
  properties: (said, value, { place, again }) =>
    !isObject(value) || Object.keys(said).every((key) => !(key in value) || again(said[key], value[key], { ...place, key })),
  additionalProperties: (said, value, { schema, again }) =>
    !isObject(value) || Object.keys(value).every((key) => Object.hasOwn(schema.properties ?? {}, key) || again(said, value[key])),
};
// Looked at elsewhere, or for people.
for (const word of ["then", "else", "$defs", "$schema", "title", "description"]) WORDS[word] = () => true;

const TYPES = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
};

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a text of the form 2026-11-25 is a day that there is. */
export function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && !text.startsWith("0000") && !Number.isNaN(+day) && day.toISOString().startsWith(text);
}

const same = (one, other) => one === other || (typeof one === "object" && typeof other === "object" && JSON.stringify(one) === JSON.stringify(other));

const patterns = new Map();
function regex(pattern) {
  if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(pattern, "u"));
  return patterns.get(pattern);
}
