import type { Reason } from './damage.ts';

/** What is wrong with a log: codes are stable. */
export type FindingCode =
  | 'head'
  | 'key'
  | 'checkpoint'
  | 'segment'
  | 'segment-index'
  | 'record'
  | 'sequence'
  | 'tile'
  | 'bundle'
  | 'root'
  | 'witness'
  | 'rollback'
  | 'fork'
  | 'pruned-without-record'
  | 'missing-file'
  | 'unexpected-file';

export type Finding = {
  readonly code: FindingCode;
  /** Path below the directory of the log. */
  readonly file: string;
  /** First record that it concerns. */
  readonly index?: number;
  readonly text: Reason;
};

const maxFindings = 1000;

export type Findings = {
  add(code: FindingCode, file: string, text: Reason, index?: number): void;
  all(): readonly Finding[];
};

/** Collects findings; after a thousand the picture is clear. */
export function collectFindings(): Findings {
  const found: Finding[] = [];
  return {
    add(code, file, text, index) {
      if (found.length < maxFindings) found.push({ code, file, text, ...(index !== undefined && { index }) });
    },
    all: () => found,
  };
}
