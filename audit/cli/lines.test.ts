import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

async function lines(chunks: readonly Buffer[], max = 10): Promise<(string | null)[]> {
  const all: (string | null)[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const line of linesOf(stream, max)) all.push(line);
  return all;
}

describe('lines of a stream', () => {
  it('ok/whatever the chunks are', async () => {
    const text = Buffer.from('民政\nab\r\n\nlast');
    for (let at = 0; at <= text.length; at++)
      expect(await lines([text.subarray(0, at), text.subarray(at)])).toEqual(['民政', 'ab', '', 'last']);
  });

  it('ok/a line that is too long is skipped, the next one is not', async () => {
    expect(await lines([Buffer.from('x'.repeat(8)), Buffer.from(`${'x'.repeat(8)}y\nz`)])).toEqual([
      null,
      'z',
    ]);
    expect(await lines([Buffer.from('x'.repeat(11))])).toEqual([null]);
  });
});
