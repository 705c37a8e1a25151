import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { maxRecordBytes } from '../../core/records-body.ts';
import type { SpooledRecord } from '../spool/frames.ts';
import type { Input, Sink, Trouble } from './input.ts';

export type JournalOptions = {
  readonly name: string;
  /** `FIELD=value` matches and units, as journalctl takes them. */
  readonly units: readonly string[];
  readonly matches: readonly string[];
  /** A folder of journal files in place of this machine's own. */
  readonly directory?: string | undefined;
  readonly from: 'beginning' | 'end';
};

const program = 'journalctl';
const cursorKey = 'cursor';
/** Before the program is started again after it ended. */
const restartMs = 2000;
/** Not asked of the process: nothing of our own environment goes to another program. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };

/** Follows the journal of systemd; each entry is one record, the JSON object as journalctl writes it. */
export function createJournalInput(options: JournalOptions, sink: Sink): Input {
  const { name } = options;
  let cursor = sink.places.get(cursorKey) as string | undefined;
  let records = 0;
  let troubles = 0;
  let last: Trouble | null = null;

  function argumentsOf(): string[] {
    const where = options.directory === undefined ? [] : [`--directory=${options.directory}`];
    const after =
      cursor !== undefined
        ? [`--after-cursor=${cursor}`, '--no-tail']
        : options.from === 'end'
          ? ['--lines=0']
          : ['--no-tail'];
    const units = options.units.map((unit) => `--unit=${unit}`);
    return [
      '--output=json',
      '--all',
      '--follow',
      '--no-pager',
      ...where,
      ...after,
      ...units,
      ...options.matches,
    ];
  }

  async function take(lines: readonly Buffer[], signal: AbortSignal): Promise<void> {
    if (lines.length === 0) return;
    const list: SpooledRecord[] = [];
    for (const line of lines) {
      const head = line.toString('latin1', 0, 4096);
      cursor = /"__CURSOR"\s*:\s*"([^"]{1,1024})"/.exec(head)?.[1] ?? cursor;
      const micros = /"__REALTIME_TIMESTAMP"\s*:\s*"(\d{1,16})"/.exec(head)?.[1];
      const time = micros === undefined ? {} : { time: Math.trunc(Number(micros) / 1000) };
      for (let at = 0; at < line.length; at += maxRecordBytes) {
        list.push({ raw: line.subarray(at, at + maxRecordBytes), ...time });
      }
    }
    await sink.append({ records: list, places: cursor === undefined ? {} : { [cursorKey]: cursor } }, signal);
    records += list.length;
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const child = spawn(program, argumentsOf(), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
      signal,
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-500);
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      child.once('close', (code, by) => resolve(complaint.trim() || String(by ?? code)));
    });
    let rest = Buffer.alloc(0);
    try {
      // Reading waits for the spool; the program then waits for us, and the journal keeps what comes.
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const lines: Buffer[] = [];
        let from = 0;
        for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
          if (end > from) lines.push(bytes.subarray(from, end));
          from = end + 1;
        }
        rest = Buffer.from(bytes.subarray(from));
        await take(lines, signal);
      }
    } finally {
      child.kill();
    }
    const reason = await ended;
    if (signal.aborted) return;
    troubles++;
    last = { kind: 'program', path: program, reason };
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await follow(signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        await wait(restartMs, undefined, { signal });
      }
    },
    state: () => ({ name, records, troubles, last, files: [] }),
  };
}
