// The sentences of codes, and the questions of reasons, for people. codes.json is made from those of the Python client.

import { readFileSync } from "node:fs";

export const CODES = JSON.parse(readFileSync(new URL("codes.json", import.meta.url)));

/** A decision with its sentences; a question stands only where a person is asked. */
export function worded(decision) {
  const isAsked = decision.outcome === "refer";
  const reasons = decision.reasons.map((reason) => {
    const { words, question } = CODES.reasons[reason.code];
    return { ...reason, words, ...(isAsked && question && { question }) };
  });
  const duties = decision.duties?.map((duty) => ({ ...duty, words: CODES.duties[duty.code] }));
  return { ...decision, reasons, ...(duties && { duties }) };
}
