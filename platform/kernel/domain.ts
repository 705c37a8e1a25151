import type { Actor, Permission } from './actor.ts';
import type { Event } from './event.ts';

/** A permission as its domain declares it. `roles` are the built-in roles that carry it. */
export type PermissionSpec = {
  readonly zh: string;
  readonly en: string;
  readonly roles: readonly string[];
};

export type PermissionTable = Readonly<Record<Permission, PermissionSpec>>;

/** Periodic work. The scheduler holds a lease, so that one job never runs twice at a time. */
export type Job = {
  /** `<domain>.<what>`. */
  readonly name: string;
  readonly everyMs: number;
  /** At start, when runs were missed: `once` runs at once, `skip` waits for the next turn. */
  readonly catchUp: 'once' | 'skip';
  /** Longest run; then `signal` aborts and the lease lapses. */
  readonly timeoutMs: number;
  run(signal: AbortSignal): Promise<void>;
};

/** Takes each event at least once, in order, after its commit. */
export type Subscription = {
  /** Stable: the place in the event log is kept under this name. */
  readonly name: string;
  /** Event names, or prefixes that end in `.`; empty means all. */
  readonly events: readonly string[];
} & (
  | { handle(event: Event): Promise<void> }
  /** For a subscriber that pays for each call: events in order, again as a whole when it throws. */
  | { handleBatch(events: readonly Event[]): Promise<void> }
);

/** What a command line verb gets. */
export type CommandContext = {
  readonly actor: Actor;
  readonly args: readonly string[];
  readonly json: boolean;
  readonly stdin: NodeJS.ReadableStream;
  /** Writes a line (or, with --json, is only for the JSON document) to standard output. */
  out(text: string): void;
  err(text: string): void;
};

/** `anmin <domain> <verb>`. Exit code: 0 done, 1 a negative answer, 2 bad input or usage. */
export type Command = {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly usage: string;
  run(context: CommandContext): Promise<0 | 1 | 2>;
};
