import { readFileSync } from 'node:fs';
import { type LimboCase, type LimboSuite, runLimboCase } from '../../pki/cli/limbo.ts';

/** A case whose verdict we want to differ from the suite's, and why. */
export type LimboException = {
  readonly id: string;
  readonly deviation: 'false-accept' | 'false-reject';
  readonly reason: string;
};

export type LimboOutcome = {
  readonly testcase: LimboCase;
  readonly deviation: 'none' | 'false-accept' | 'false-reject';
  readonly context: string | null;
  readonly milliseconds: number;
};

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

export const limboSuite = read('../vectors/x509-limbo.json') as LimboSuite;
export const limboExceptions = read('./limbo-exceptions.json') as readonly LimboException[];

export function runLimbo(testcase: LimboCase, now: Date): LimboOutcome {
  const start = performance.now();
  const { actual_result, context } = runLimboCase(testcase, now);
  const milliseconds = performance.now() - start;
  const same = actual_result === testcase.expected_result;
  const deviation = same ? 'none' : actual_result === 'SUCCESS' ? 'false-accept' : 'false-reject';
  return { testcase, deviation, context, milliseconds };
}

/** The group of a case: what stands before the first `::`. */
export function limboGroup(id: string): string {
  return id.split('::')[0]!;
}
