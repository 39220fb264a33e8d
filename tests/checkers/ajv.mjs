// `node ajv.mjs FOLDER SCHEMA.json [VALUE.json...]`: what Ajv, a package of the folder, says of a schema in its strict mode, as
// JSON: why it refuses it, or of each value whether it fits.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [folder, schema, ...values] = process.argv.slice(2);
const Ajv = createRequire(path.join(folder, "package.json"))("ajv/dist/2020").default;
const parsed = (file) => JSON.parse(readFileSync(file, "utf8"));

function said() {
  try {
    const formats = { date: /^\d{4}-\d\d-\d\d$/, "date-time": true };
    const fits = new Ajv({ strict: true, formats }).compile(parsed(schema));
    return { fits: values.map((file) => fits(parsed(file))) };
  } catch (error) {
    return { refused: error.message };
  }
}

process.stdout.write(JSON.stringify(said()));
