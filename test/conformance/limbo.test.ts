import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { limboCommand } from '../../pki/cli/limbo.ts';
import { systemActor } from '../../platform/kernel/actor.ts';
import { limboExceptions, limboSuite, runLimbo } from './limbo.ts';

const now = new Date();
const listed = new Map(limboExceptions.map((exception) => [exception.id, exception]));
/** The contract of the suite calls a case that takes longer a hang. */
const hangMs = 5_000;

describe('x509-limbo', () => {
  for (const testcase of limboSuite.testcases) {
    const verdict = testcase.expected_result === 'SUCCESS' ? 'ok' : 'fail';
    it(`${verdict}/${testcase.id}`, () => {
      const { deviation, context, milliseconds } = runLimbo(testcase, now);
      // A listed case that no longer deviates must leave the list.
      expect(deviation, context ?? '').toBe(listed.get(testcase.id)?.deviation ?? 'none');
      expect(milliseconds).toBeLessThan(hangMs);
    });
  }

  it('lists no exception twice, none that is not in the suite, and none without a reason', () => {
    const ids = new Set(limboSuite.testcases.map(({ id }) => id));
    expect(listed.size).toBe(limboExceptions.length);
    expect(limboExceptions.filter(({ id, reason }) => !ids.has(id) || reason.length < 20)).toEqual([]);
  });

  it('makes exceptions from Web-PKI rules only', () => {
    expect(limboExceptions.filter(({ id }) => !id.startsWith('webpki::'))).toEqual([]);
  });
});

describe('anmin pki limbo', () => {
  async function run(input: string) {
    const lines: string[] = [];
    const code = await limboCommand.run({
      actor: systemActor('cli', []),
      args: [],
      json: false,
      stdin: Readable.from([input]),
      out: (text) => lines.push(text),
      err: () => undefined,
    });
    return { code, output: lines.join('\n') };
  }

  it('answers every case in the form that the harness reads', async () => {
    const { code, output } = await run(JSON.stringify(limboSuite));
    const { version, harness, results } = JSON.parse(output);
    expect({ code, version, harness }).toEqual({ code: 0, version: 1, harness: 'anmin' });
    expect(results.map((result: { id: string }) => result.id)).toEqual(
      limboSuite.testcases.map(({ id }) => id),
    );
    const verdicts = new Set(results.map((result: { actual_result: string }) => result.actual_result));
    expect(verdicts).toEqual(new Set(['SUCCESS', 'FAILURE']));
  });

  it('refuses what is not a suite', async () => {
    expect((await run('not json')).code).toBe(2);
    expect((await run('{"version": 99, "testcases": []}')).code).toBe(2);
    expect((await run('null')).code).toBe(2);
  });
});
