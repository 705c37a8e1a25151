import type { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../../errors.ts';

export type RuleErrorKey = Extract<keyof typeof auditErrors, `rule-${string}`>;

/** A step into a document: key of a map or index of a list. */
export type Path = readonly (string | number)[];

/** What is wrong with a rule and where in its document; made into an error once the line is known. */
export class RuleFault extends Error {
  readonly key: RuleErrorKey;
  readonly path: Path;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(key: RuleErrorKey, path: Path, details: Readonly<Record<string, unknown>> = {}) {
    super(`${key} at ${path.join('.')}`);
    this.name = 'RuleFault';
    this.key = key;
    this.path = path;
    this.details = details;
  }
}

/** The error of a fault, with the line that `lineOf` finds for its path. */
export function ruleError(fault: RuleFault, file: string, lineOf: (path: Path) => number): AppError {
  const details = { ...fault.details, file, line: lineOf(fault.path), field: fieldOf(fault.path) };
  return auditErrors[fault.key](details, fault);
}

function fieldOf(path: Path): string {
  return path.length === 0 ? '-' : path.join('.').slice(0, 200);
}
