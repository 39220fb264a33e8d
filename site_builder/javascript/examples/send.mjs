// node send.mjs ADDRESS KEY STATE < REQUEST: asks before it sends.
import { readFileSync } from "node:fs";
import { Client, CODES, permits } from "site-builder-client";

const [address, key, state] = process.argv.slice(2);
const client = new Client(address, { keys: readFileSync(key, "utf8"), state });
/** The duties that this system does whenever it sends. */
const OURS = ["record_basis", "record_request", "use_for_this_purpose_only"];

const decision = await client.decide(readFileSync(0));
if (permits(decision, OURS)) {
  console.log("send it");
} else if (decision.outcome === "refer") {
  console.log(decision.urgent ? "ask a person, now:" : "ask a person:");
  for (const { question, words } of decision.reasons) console.log(`- ${question ?? words}`);
} else {
  console.log("do not send it:");
  if (decision.cause) console.log(`- ${CODES.causes[decision.cause]}`);
  for (const { words } of decision.reasons) console.log(`- ${words}`);
  for (const { code, words } of decision.duties ?? []) if (!OURS.includes(code)) console.log(`- we cannot do this: ${words}`);
}
