import { describe, expect, it } from 'vitest';
import { pkits } from '../peers/pkits.ts';
import { pkitsExpectation, pkitsSections, runPkitsCase } from './pkits.ts';

describe.skipIf(!pkits.found)('NIST PKITS (python3-cryptography-vectors)', () => {
  for (const { section, title, cases } of pkitsSections) {
    describe(`${section} ${title}`, () => {
      for (const testcase of cases) {
        const part = testcase.part === undefined ? '' : ` part ${testcase.part}`;
        it(`${testcase.valid ? 'ok' : 'fail'}/${testcase.test}${part} ${testcase.title}`, () => {
          expect(runPkitsCase(testcase)).toEqual(pkitsExpectation(testcase));
        });
      }
    });
  }
});
