import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrivateKey } from '../audit/core/notes/keys.ts';
import { openEvidenceLog } from '../audit/evidence/log.ts';

export type Collector = {
  readonly http: number;
  readonly tcp?: number;
  readonly tls?: number;
  readonly relp?: number;
  readonly token: string;
  /** The counters by source. */
  counts(): Promise<CollectorCounts>;
  kill(): Promise<void>;
  /** Ends in good order. @returns the last counters */
  stop(): Promise<CollectorCounts>;
};

type CollectorCounts = Record<string, { stored: number; received: number; refused: number }>;

/** Starts a collector as a process of its own on a folder; see `collector.child.ts`. */
export async function startCollector(options: {
  readonly directory: string;
  readonly tcpPort?: number;
  readonly tlsPort?: number;
  readonly relpPort?: number;
  readonly httpPort?: number;
  readonly key?: string;
  readonly cert?: string;
}): Promise<Collector> {
  const argument = JSON.stringify({ tcpPort: null, tlsPort: null, relpPort: null, httpPort: 0, ...options });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'collector.child.ts'), argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  const until = (word: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const lines = output.split('\n').slice(0, -1);
        const line = lines.find((each) => each.startsWith(`${word} `));
        if (line === undefined) return;
        output = output.replace(`${line}\n`, '');
        child.stdout.off('data', look);
        resolve(line.slice(word.length + 1));
      };
      child.stdout.on('data', look);
      look();
      void closed.then(() => reject(new Error(`the collector ended before it was ${word}`)));
    });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ready = JSON.parse(await until('ready')) as Pick<
    Collector,
    'http' | 'tcp' | 'tls' | 'relp' | 'token'
  >;
  return {
    ...ready,
    async counts() {
      child.stdin.write('counts\n');
      return JSON.parse(await until('counts')) as CollectorCounts;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop() {
      child.kill('SIGTERM');
      const counts = await until('stopped');
      await closed;
      return JSON.parse(counts) as CollectorCounts;
    },
  };
}

/** What stands in the evidence log of a collector that has ended. */
export async function evidenceOf(directory: string, source: string): Promise<string[]> {
  const log = await openEvidenceLog({
    directory: join(directory, 'evidence'),
    signers: [parsePrivateKey(readFileSync(join(directory, 'log.key'), 'utf8'))!],
    clock: { now: () => new Date() },
  });
  const texts: string[] = [];
  for (let at = 0; at < log.size(); ) {
    const records = await log.read(at, 5000);
    at += records.length;
    for (const { source: of, raw } of records) if (of === source) texts.push(raw.toString('utf8'));
  }
  await log.close();
  return texts;
}
