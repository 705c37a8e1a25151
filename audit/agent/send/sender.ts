import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '#platform/kernel/errors.ts';
import { type Pauses, pauseMs } from '../../core/pauses.ts';
import { encodeRecords, recordsMediaType } from '../../core/records-body.ts';
import type { Batch, Spool } from '../spool/spool.ts';
import { type Client, failureOf } from './client.ts';

export type SenderState = {
  readonly source: string;
  /** Records that the centre has since this start. */
  readonly sent: number;
  /** Of these, records that it put among its dead letters. */
  readonly refused: number;
  readonly lastSentAt: string | null;
  /** Why the last try failed; null: it did not. */
  readonly failing: { readonly code: string; readonly message: string; readonly since: string } | null;
};

export type Sender = { run(signal: AbortSignal): Promise<void>; state(): SenderState };

const compress = promisify(gzip);
const pauses: Pauses = { firstMs: 500, longestMs: 60_000 };

/** Sends what is in the spool, batch after batch, each until the centre has acknowledged it. */
export function createSender(deps: {
  readonly source: string;
  readonly spool: Spool;
  /** The present connection: a renewed certificate opens a new one. */
  readonly client: () => Client;
  readonly now: () => Date;
  readonly random: () => number;
}): Sender {
  const { source, spool, client, now } = deps;
  let failures = 0;
  let sent = 0;
  let refused = 0;
  let lastSentAt: string | null = null;
  let failing: SenderState['failing'] = null;

  /** @param atLeast ms that the other side asks for @returns ms until the next try */
  function failed(code: string, message: string, atLeast = 0): number {
    failing = { code, message, since: failing?.since ?? now().toISOString() };
    failures++;
    return Math.max(Math.min(atLeast, pauses.longestMs), pauseMs(pauses, failures, deps.random()));
  }

  /** @returns ms to wait before the same again; undefined: the centre has it */
  async function post(
    body: Buffer,
    { stream, records: { length: records } }: Batch,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const headers = {
      'content-type': recordsMediaType,
      'content-encoding': 'gzip',
      'x-anmin-stream': stream,
    };
    try {
      const answer = await client().post(`/api/audit/collect/${source}`, body, headers, signal);
      if (answer.status === 200) {
        const taken = countsOf(answer.body);
        if (taken && taken.stored + taken.known + taken.refused === records) {
          refused += taken.refused;
          return undefined;
        }
      }
      const { code, message } = failureOf(answer);
      return failed(code, message || String(answer.status), answer.retryAfterMs);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      return failed(error.code, error.texts.en);
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        const batch = await spool.next(signal);
        const body = await compress(encodeRecords(batch.records), { level: 1 });
        for (;;) {
          const pause = await post(body, batch, signal);
          if (pause === undefined) break;
          await wait(pause, undefined, { signal });
        }
        spool.acknowledge(batch);
        failures = 0;
        failing = null;
        sent += batch.records.length;
        lastSentAt = now().toISOString();
      }
    },
    state: () => ({ source, sent, refused, lastSentAt, failing }),
  };
}

/** What the centre did with a batch; undefined when the answer does not say so. */
function countsOf(body: unknown): { stored: number; known: number; refused: number } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { stored, known, refused } = body as Record<string, unknown>;
  if (typeof stored !== 'number' || typeof known !== 'number' || !Array.isArray(refused)) return undefined;
  return { stored, known, refused: refused.length };
}
