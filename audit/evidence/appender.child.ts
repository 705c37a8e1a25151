/**
 * A program that appends until it is killed. After every acknowledgement it writes what was acknowledged to
 * standard output, so that nothing is counted that the log did not answer for.
 */
import { readFileSync, writeSync } from 'node:fs';
import { parsePrivateKey } from '../core/notes/keys.ts';
import { openEvidenceLog } from './log.ts';

const [directory, keyFile, run] = process.argv.slice(2);
const signer = parsePrivateKey(readFileSync(keyFile!, 'utf8'))!;
const log = await openEvidenceLog({
  directory: directory!,
  signers: [signer],
  clock: { now: () => new Date() },
  settings: { segmentBytes: 60_000, checkpointMs: 15 },
});
writeSync(1, 'open\n');

/** Three senders, each with a stream of its own that goes on where the log stands. */
async function sender(name: string): Promise<never> {
  for (let position = 0; ; ) {
    const count = 1 + (position % 40);
    const records = Array.from({ length: count }, (_, i) => ({
      source: name,
      raw: Buffer.from(`${name} ${run} ${position + i} ${'x'.repeat((position + i) % 300)}`),
      eventTime: null,
      receivedAt: Date.now(),
      origin: { stream: `run-${run}`, position: position + i },
    }));
    await log.append(records);
    position += count;
    writeSync(1, `${name} ${run} ${position}\n`);
  }
}

await Promise.all([sender('a'), sender('b'), sender('c')]);
