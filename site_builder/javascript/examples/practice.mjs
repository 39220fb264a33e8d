// node practice.mjs FEED REQUEST: asks a feed that nobody signed.
import { readFileSync } from "node:fs";
import { UnsignedFeed } from "site-builder-client";

const [feed, request] = process.argv.slice(2).map((file) => readFileSync(file));
const { outcome, reasons } = await new UnsignedFeed(feed).decide(request);
console.log(outcome);
for (const { code, about, question, words } of reasons) console.log(`${code} (${about}): ${question ?? words}`);
