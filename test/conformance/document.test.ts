import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pkits } from '../peers/pkits.ts';
import { conformanceDocument } from './document.ts';

describe.skipIf(!pkits.found)('docs/conformance.md', () => {
  it('is written from this run', () => {
    const text = conformanceDocument(new Date());
    expect(text).toContain('| 4.16 |');
    writeFileSync(new URL('../../docs/conformance.md', import.meta.url), text);
  });
});
