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

  /** Set up a folder that is empty or not there; one that holds anything is read as it is. */
  begin(trust) {
    if (!fs.existsSync(this.folder) || !fs.readdirSync(this.folder).length) this.create(trust);
  }

  /** Set up an empty folder, or one that is not there yet; throws where there is something in it. */
  create(trust) {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
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

  /** A file that is kept under its digest, if it is as it was. */
  held(digest, kind) {
    let bytes = null;
    try {
      bytes = fs.readFileSync(this.path(`${digest}.${kind}`));
    } catch {
      need(false, "state_broken");
    }
    need(sha256(bytes) === digest, "state_broken");
    return bytes;
  }

  /** The files first, then what names them, then the older ones away: at no moment is there less than a whole state. */
  keep(seen, files, clock) {
    const names = Object.entries(files).map(([kind, bytes]) => [`${sha256(bytes)}.${kind}`, bytes]);
    for (const [name, bytes] of names) this.put(name, bytes);
    this.write("clock", clock);
    this.write("seen", seen);
    const kept = names.map(([name]) => name);
    for (const name of fs.readdirSync(this.folder)) {
      if (/^[0-9a-f]{64}\.(dsse|jsonld)$/.test(name) && !kept.includes(name)) fs.rmSync(this.path(name), { force: true });
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

/** The same without a folder: it lasts as long as the process. */
export class Memory {
  begin(trust) {
    Object.assign(this, { known: { trust, seen: null, clock: "" }, files: new Map() });
  }

  read() {
    return { ...this.known };
  }

  readOne(name) {
    return this.known[name];
  }

  held(digest) {
    return this.files.get(digest);
  }

  keep(seen, files, clock) {
    this.files = new Map(Object.values(files).map((bytes) => [sha256(bytes), bytes]));
    Object.assign(this.known, { seen, clock });
  }

  write(name, value) {
    this.known[name] = value;
  }
}
