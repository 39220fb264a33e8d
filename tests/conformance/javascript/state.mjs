// What the client keeps, in a folder of its own: whom it trusts, what it saw, when, and the last good feed.

import fs from "node:fs";
import path from "node:path";
import { sha256 } from "./manifest.mjs";
import { need } from "./web.mjs";

/** The files: each is JSON with its own digest, so that nothing broken is taken for something else. */
const NAMES = ["trust", "seen", "clock"];

export class State {
  constructor(folder) {
    this.folder = folder;
  }

  /** Set up an empty folder, or one that is not there yet; throws where there is something in it. */
  create(trust) {
    fs.mkdirSync(this.folder, { recursive: true });
    if (fs.readdirSync(this.folder).length) throw new Error(`${this.folder} is not empty: a state is set up once.`);
    for (const [name, value] of Object.entries({ seen: null, clock: "", trust })) this.write(name, value);
  }

  /** {trust, seen, clock}, all of it or none. */
  read() {
    return Object.fromEntries(NAMES.map((name) => [name, this.readOne(name)]));
  }

  readOne(name) {
    let held = null;
    try {
      held = JSON.parse(fs.readFileSync(this.path(`${name}.json`), "utf8"));
    } catch {
      need(false, "state_broken");
    }
    need(held?.sha256 !== undefined && held.sha256 === sha256(JSON.stringify(held.value)), "state_broken");
    return held.value;
  }

  /** The last good feed, if it is as it was kept. */
  feed({ feed }) {
    let bytes = null;
    try {
      bytes = fs.readFileSync(this.path(`${feed}.jsonld`));
    } catch {
      need(false, "state_broken");
    }
    need(sha256(bytes) === feed, "state_broken");
    return bytes;
  }

  /** The feed first, then what names it, then the older feeds away: at no moment is there less than a whole state. */
  keep(seen, feed, clock) {
    this.put(`${seen.feed}.jsonld`, feed);
    this.write("clock", clock);
    this.write("seen", seen);
    for (const name of fs.readdirSync(this.folder)) {
      if (name.endsWith(".jsonld") && name !== `${seen.feed}.jsonld`) fs.rmSync(this.path(name));
    }
  }

  write(name, value) {
    this.put(`${name}.json`, JSON.stringify({ sha256: sha256(JSON.stringify(value)), value }));
  }

  /** A whole file or none, on the disk before anything is answered from it. */
  put(name, data) {
    const made = this.path(`${name}.${process.pid}.new`);
    try {
      const file = fs.openSync(made, "w");
      fs.writeFileSync(file, data);
      fs.fsyncSync(file);
      fs.closeSync(file);
      fs.renameSync(made, this.path(name));
    } catch {
      fs.rmSync(made, { force: true });
      need(false, "state_not_kept");
    }
  }

  path(name) {
    return path.join(this.folder, name);
  }
}
