import type { AlertLevel } from '../alerts/grouping.ts';

/** How often a value was seen. */
export type Counted = { readonly value: string; readonly count: number };

/** What a monthly report is made of. Personal data is masked already; times in ms since 1970 UTC. */
export type ReportFigures = {
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly organisation: string;
  readonly madeAt: number;
  readonly madeBy: string;
  /** Records in the evidence log that could not be searched yet. */
  readonly behind: number;
  readonly signIns: SignInFigures;
  readonly privileged: PrivilegedFigures;
  readonly databases: DatabaseFigures;
  readonly alerts: readonly AlertFigures[];
  readonly suppressed: readonly SuppressedFigures[];
  readonly collection: CollectionFigures;
  readonly evidence: EvidenceFigures;
  readonly auditors: AuditorFigures;
};

export type SignInFigures = {
  readonly success: number;
  readonly failure: number;
  /** Successful ones. */
  readonly outsideHours: number;
  /** One a local day. */
  readonly days: readonly { readonly success: number; readonly failure: number }[];
  readonly persons: readonly {
    readonly person: string;
    readonly success: number;
    readonly failure: number;
    readonly outsideHours: number;
  }[];
  readonly datasets: readonly Counted[];
};

export const privilegedKinds = ['elevation', 'roles', 'grants', 'ddl'] as const;
export type PrivilegedKind = (typeof privilegedKinds)[number];

export type PrivilegedFigures = {
  readonly kinds: readonly {
    readonly kind: PrivilegedKind;
    readonly count: number;
    readonly failures: number;
    readonly persons: readonly Counted[];
  }[];
  /** The newest, a bounded number. */
  readonly latest: readonly {
    readonly at: number;
    readonly kind: PrivilegedKind;
    readonly person: string;
    readonly where: string;
    readonly what: string;
  }[];
};

export type DatabaseFigures = {
  readonly reads: number;
  readonly writes: number;
  readonly days: readonly { readonly reads: number; readonly writes: number }[];
  readonly tables: readonly {
    readonly table: string;
    readonly reads: number;
    readonly writes: number;
    /** Sum of the rows that records tell; null: none tells. */
    readonly rows: number | null;
    /** There were more records than were added up. */
    readonly rowsAtLeast: boolean;
    readonly persons: readonly Counted[];
  }[];
};

export type AlertFigures = {
  readonly title: string;
  readonly level: AlertLevel;
  readonly alerts: number;
  readonly matches: number;
  readonly truePositive: number;
  readonly benign: number;
  readonly falsePositive: number;
  readonly open: number;
};

export type SuppressedFigures = {
  readonly titles: readonly string[];
  readonly query: string | null;
  readonly reason: string;
  readonly by: string;
  readonly until: number;
  readonly endedAt: number | null;
  readonly alerts: number;
  readonly matches: number;
};

export type CollectionFigures = {
  readonly records: number;
  readonly unknown: number;
  readonly sources: readonly { readonly title: string; readonly records: number }[];
  /** `to` null: not over; `ended` false: the watch was switched off before it sent again. */
  readonly silences: readonly {
    readonly source: string;
    readonly from: number;
    readonly to: number | null;
    readonly watched: boolean;
  }[];
  readonly deadLetters: readonly {
    readonly source: string;
    readonly stage: string;
    readonly reason: string;
    readonly open: number;
    readonly replayed: number;
    readonly discarded: number;
  }[];
  /** Since the beginning; refused records are not counted by time. */
  readonly refused: readonly {
    readonly source: string;
    readonly refused: number;
    readonly discarded: number;
  }[];
  readonly refusedSenders: number;
  readonly pullFailures: number;
};

export type EvidenceFigures = {
  readonly origin: string;
  readonly size: number;
  readonly firstKept: number;
  readonly keptSince: number | null;
  readonly retentionDays: number;
  readonly checkpoint: string;
  /** Null: it did not end in the time for it. */
  readonly verification: {
    readonly ok: boolean;
    readonly checked: number;
    readonly findings: readonly string[];
    readonly at: number;
  } | null;
  readonly witnesses: readonly {
    readonly name: string;
    readonly size: number | null;
    readonly at: number | null;
  }[];
  readonly holds: number;
};

export type AuditorFigures = {
  readonly persons: readonly {
    readonly person: string;
    readonly searches: number;
    readonly views: number;
    readonly unmasked: number;
    readonly exports: number;
  }[];
  readonly unmaskings: readonly { readonly at: number; readonly person: string; readonly reason: string }[];
  readonly exports: readonly {
    readonly at: number;
    readonly person: string;
    readonly title: string;
    readonly reason: string;
    readonly records: number;
    readonly state: string;
  }[];
};
