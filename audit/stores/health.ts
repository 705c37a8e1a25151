import type { Language } from '#platform/kernel/errors.ts';

/** How a store is, for the page that shows it. */
export type StoreHealth = {
  /**
   * `ok`: all is there; `weak`: some copies are missing, all events are searchable; `failing`: events are
   * missing, are not indexed, or nothing answers.
   */
  readonly state: 'ok' | 'weak' | 'failing';
  /** What the last attempt to write or index, or this question, failed on; null: nothing. */
  readonly fault: Readonly<Record<Language, string>> | null;
  /** Who deletes days that were released: a policy of the cluster, our job; null: not asked yet. */
  readonly retention: 'cluster' | 'job' | null;
  /** Null for the embedded store, and when nothing answers. */
  readonly cluster: {
    /** Of the nodes that take part, such as `9.0.4`. */
    readonly versions: readonly string[];
    /** Indices of events. */
    readonly indices: number;
    /** Shards of all indices and how many the cluster takes; a new day needs some. Null: not known. */
    readonly shards: { readonly used: number; readonly limit: number } | null;
  } | null;
};
