import { describe, expect, it } from 'vitest';
import { accessErrors } from '#platform/access/index.ts';
import { configErrors } from '#platform/config/index.ts';
import { eventErrors } from '#platform/events/index.ts';
import { httpErrors } from '#platform/http/index.ts';
import { kernelErrors } from '#platform/kernel/errors.ts';
import { processErrors } from '#platform/process/index.ts';
import { schedulerErrors } from '#platform/scheduler/index.ts';
import { sealErrors } from '#platform/seal/index.ts';
import { storageErrors } from '#platform/storage/index.ts';
import { appErrors } from '../app/errors.ts';
import { auditErrors } from '../audit/index.ts';
import { pkcs11Errors, pkiErrors } from '../pki/index.ts';

const tables = [
  accessErrors,
  appErrors,
  auditErrors,
  configErrors,
  eventErrors,
  httpErrors,
  kernelErrors,
  pkcs11Errors,
  pkiErrors,
  processErrors,
  schedulerErrors,
  sealErrors,
  storageErrors,
];
const rows = tables.flatMap((table) => Object.values(table));

describe('every error of the product', () => {
  it('has a code of its own', () => {
    const codes = rows.map(({ code }) => code);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });

  it.each(rows.map(({ code, spec }) => [code, spec] as const))('%s speaks both languages', (_code, spec) => {
    expect(spec.zh).toMatch(/\p{Script=Han}/u);
    expect(spec.en).toMatch(/^[\n\x20-\x7e–—’“”×§→…]+$/);
  });

  it.each(rows.map(({ code, spec }) => [code, spec] as const))(
    '%s tells the same facts in both',
    (_code, spec) => {
      const facts = (text: string) =>
        [...text.matchAll(/\{(\w+?)(Zh|En)?\}/g)]
          .map(([, name]) => name)
          .filter((name) => name !== 'zh' && name !== 'en')
          .sort();
      expect(facts(spec.zh)).toEqual(facts(spec.en));
    },
  );
});
