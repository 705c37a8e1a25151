import type { Zone } from './time.ts';

/** Fields while they are being made; what leaves `parseRecord` is `EcsFields`. */
export type Fields = { [field: string]: FieldValue };
export type FieldValue = string | number | boolean | null | FieldValue[] | Fields;

/** The four kinds of audit that a source belongs to: 网络行为, 运维管理, 数据库, 业务合规性. */
export const sourceClasses = ['network', 'operations', 'database', 'business'] as const;
export type SourceClass = (typeof sourceClasses)[number];

export type ParseContext = {
  /** When the record came in; ms since 1970 UTC. Chooses the year where a line has none. */
  readonly receivedAt: number;
  /** Zone of times that name none: minutes east of UTC or an IANA name; UTC when left out. */
  readonly timeZone?: Zone;
  /** Class of the source; a parser's own class when left out. */
  readonly sourceClass?: SourceClass;
  /** Source or stream that the record came from: what matched there last is tried first. */
  readonly stream?: string;
  /**
   * False for lines of a file of unknown age: `receivedAt` is then no receipt, and neither `event.ingested`
   * nor a skew of the clock is written.
   */
  readonly received?: boolean;
};

/** One record with its envelope (syslog header, journald entry, document of a forwarder) taken off. */
export type Line = {
  /** The whole record. */
  readonly text: string;
  /** What the envelope carried; the whole record when there is none. */
  readonly body: string;
  /** `body` as JSON when it is an object within the bounds. */
  readonly json: Fields | undefined;
  /** Program that wrote the body, lower case, without path; '' when not said. */
  readonly program: string;
  /** PAM module that an old syslog tag names, `sshd(pam_unix)`; '' otherwise. */
  readonly module: string;
  /** Time that the envelope says; ms since 1970 UTC. */
  readonly time: number | null;
  /** Fields that the envelope says. */
  readonly outer: Fields | undefined;
};

/** Joins the lines of one source to records. Not bytes: ASCII is all that it looks at, so Latin-1 text will do. */
export type Assembler = {
  /** Takes one line without its end; gives the records that are complete now, in the order they ended. */
  push(line: string): readonly string[];
  /** Gives what is still held: at the end, or when nothing came for a while. */
  flush(): readonly string[];
  /** How many lines are in a record that is not complete yet; a line in none was left out. */
  held(): number;
};

/** One format. `parse` never throws, is linear in the length, and gives undefined for what it does not know. */
export type Parser = {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly class: SourceClass;
  /** For formats whose records are more than a line. */
  readonly assemble?: () => Assembler;
  /** Takes lines that a parser after it may know better from another program: never remembered. */
  readonly generic?: true;
  /** Never tried by `auto`: its records are believed only where the source is said to be of this format. */
  readonly byNameOnly?: true;
  parse(line: Line, context: ParseContext): Fields | undefined;
};

/** Longest record that parsers look at, in characters; longer ones become unknown events. */
export const maxRecordLength = 1_048_576;
