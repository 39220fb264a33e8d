// JSON from strangers (RFC 8259, I-JSON): UTF-8, each key once, no NaN, at most 32 brackets inside each other.

/** A value as canonical JSON (RFC 8785). */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  // Sorted by UTF-16 code units, as texts are compared here.
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const DEEPEST = 32;
const SPACE = /[ \t\n\r]*/y;
const TEXT = /"[^"\\\u0000-\u001f]*/y;
const REST = /\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORDS = [["true", true], ["false", false], ["null", null]];

/** The value that the bytes say; objects have no prototype, so that every key is only a key. Throws otherwise. */
export function parse(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  let at = 0;

  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const take = (mark) => {
    match(SPACE);
    const is = text.startsWith(mark, at);
    at += is ? mark.length : 0;
    return is;
  };
  const need = (holds) => {
    if (!holds) throw new SyntaxError(`no JSON at character ${at}`);
  };

  const string = () => {
    const start = at;
    need(match(TEXT));
    while (match(REST)) continue;
    need(take('"'));
    const said = JSON.parse(text.slice(start, at));
    need(said.isWellFormed());
    return said;
  };
  const number = () => {
    const found = match(NUMBER) ?? "";
    // A whole number may be longer than a double holds: it stands for too many of anything.
    need(found && (Number.isFinite(Number(found)) || /^-?[0-9]{1,4300}$/.test(found)));
    return Number(found);
  };
  const object = (depth) => {
    const made = Object.create(null);
    if (take("}")) return made;
    do {
      match(SPACE);
      const key = string();
      need(!(key in made) && take(":"));
      made[key] = value(depth + 1);
    } while (take(","));
    need(take("}"));
    return made;
  };
  const array = (depth) => {
    const made = [];
    if (take("]")) return made;
    do made.push(value(depth + 1));
    while (take(","));
    need(take("]"));
    return made;
  };
  const value = (depth) => {
    need(depth <= DEEPEST);
    if (take("{")) return object(depth);
    if (take("[")) return array(depth);
    if (text[at] === '"') return string();
    for (const [word, means] of WORDS) if (take(word)) return means;
    return number();
  };

  const said = value(0);
  match(SPACE);
  need(at === text.length);
  return said;
}
