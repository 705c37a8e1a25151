import type { Json } from '#platform/kernel/event.ts';
import type { Frame } from '../spool/frames.ts';

/** Where an input puts its records, and where it finds out how far it was. */
export type Sink = {
  /** Places by their keys, without the name of the input. */
  readonly places: ReadonlyMap<string, Json>;
  /** Resolves when records and places are on disk; waits while there is no room. */
  append(frame: Frame, signal: AbortSignal): Promise<void>;
};

/** Something that happened to an input and that the administrator must know. */
export type Trouble =
  /** The file was cut off and no copy of what it held was found: lines that were not read yet are lost. */
  | { readonly kind: 'truncated'; readonly path: string; readonly offset: number }
  /** The file was removed, or compressed, before this agent had seen its end. */
  | { readonly kind: 'removed'; readonly path: string; readonly offset: number }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'program'; readonly path: string; readonly reason: string };

export type InputState = {
  readonly name: string;
  readonly records: number;
  readonly troubles: number;
  readonly last: Trouble | null;
  /** Of files: how far each was read. */
  readonly files: readonly { readonly path: string; readonly offset: number; readonly size: number | null }[];
};

export type Input = {
  /** Reads until `signal` aborts. @throws audit.agent-… when it cannot go on */
  run(signal: AbortSignal): Promise<void>;
  state(): InputState;
};
