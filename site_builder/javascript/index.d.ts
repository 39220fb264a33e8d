/** What is asked: `request.schema.json` beside the feed says all of it. */
export interface Request {
  sender?: string;
  recipient: string;
  purpose: string;
  data_categories: string[];
  data_subjects: string[];
  identifiability?: "identifiable" | "individual_level" | "pseudonymised" | "anonymous" | "aggregate";
  case?: string;
  at_risk?: boolean;
  member?: string;
  mode?: "view" | "copy";
  programme?: string;
  country?: string;
  evidence?: Record<string, Record<string, unknown>>;
  determinations?: Record<string, unknown>[];
}

/** Words by language. */
export type Words = Record<string, string>;

export type Outcome = "required" | "permitted" | "permitted_with_duties" | "refer" | "refused";

export interface Reason {
  code: string;
  /** An id of the feed, or a key of the request. */
  about: string;
  words: string;
  verdict?: "refer" | "refused";
  /** For the person to whom it is referred. */
  question?: string;
  instead?: string[];
}

export interface Duty {
  code: string;
  about: string;
  words: string;
}

export interface Condition {
  id: string;
  type: string;
  state:
    | "met" | "duty" | "lifted" | "not_needed" | "not_brought" | "not_met" | "not_stated" | "unknown" | "consent_refused" | "possible";
  possible?: true;
  wants?: string[];
  extra?: string[];
  words?: Words;
}

/** An answer, neither true nor false: give it to `permits`. */
export interface Decision {
  outcome: Outcome;
  /** A person must answer at once. */
  urgent?: true;
  /** The day for which it was decided. */
  on: string;
  reasons: Reason[];
  disclosure?: string;
  mark?: string;
  notice?: string;
  words?: Words;
  registry?: string;
  version?: string;
  feed?: string;
  sender?: string;
  conditions?: Condition[];
  duties?: Duty[];
  mode?: string[];
  within?: Words;
  lawful_basis?: string[];
  not_stated?: string[];
  unused?: string[];
  understood?: Record<string, string>;
  nearest?: { disclosure: string; purposes?: string[]; data_categories?: string[]; data_subjects?: string[] };
  /** Why there is no feed to be trusted; left out where there is one. */
  cause?: string;
}

export type Reading = { trusted: true } | { trusted: false; cause: string };

export interface ClientOptions {
  /** Public keys as PEM; one of them must have signed. */
  keys: string | string[];
  /** A folder for this client alone; left out or null, nothing is remembered beyond this process. */
  state?: string | null;
  /** The registry's id; left out, that of the site at the address. */
  registry?: string;
  /** How many milliseconds fetching may take: 2000. */
  deadline?: number;
  /** How many milliseconds old a copy may be before a decision reads the feed again: an hour. null: only `refresh` reads. */
  maxAge?: number | null;
}

/** Asks one publisher's feed, and trusts it only while it is signed, in date, and no older than what was seen. */
export class Client {
  /** `address` is that of the site's `data/v1/`. Throws where a key or the address is none. */
  constructor(address: string | URL, options: ClientOptions);
  /** Never rejects. */
  decide(request: Request | string | Uint8Array, now?: Date): Promise<Decision>;
  /** Reads the feed anew. Never rejects. */
  refresh(now?: Date): Promise<Reading>;
}

/** Asks a feed of which nobody checks whose it is: for practice alone. */
export class UnsignedFeed {
  /** `bytes` are those of a feed. Throws where they are none. */
  constructor(bytes: Uint8Array);
  /** Never rejects. */
  decide(request: Request | string | Uint8Array, now?: Date): Promise<Decision>;
}

/** What a link of the chain of releases says. */
export interface Link {
  number: number;
  version: string;
  issued: string;
  published: string | null;
  file_sha256: string;
  feed_sha256: string;
  [key: string]: unknown;
}

/** The links in an index of releases, oldest first, up to the head that a manifest names. Rejects where one does not fit. */
export function readLinks(bytes: Uint8Array, head: { number: number; sha256: string }): Promise<Link[]>;

/** The feed of a release, byte for byte; `get` gives a file beside the index, by name. Rejects where one is another. */
export function readRelease(
  number: number,
  links: Link[],
  get: (name: string) => Promise<Uint8Array | ArrayBuffer>,
): Promise<Uint8Array>;

/** The feed in these bytes, if all of it that counts is understood. Throws otherwise. */
export function readFeed(bytes: Uint8Array): Record<string, unknown>;

/**
 * Whether a decision lets you share, given the codes of the duties that you can do. With a duty that is not among them it
 * does not, whatever the outcome. Throws TypeError where one of the two is something else.
 */
export function permits(decision: Decision, knownDuties: readonly string[]): boolean;

/** What each code says, in English. */
export const CODES: {
  reasons: Record<string, { words: string; question?: string }>;
  duties: Record<string, string>;
  causes: Record<string, string>;
};
