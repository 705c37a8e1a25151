import type { EventLog } from '#platform/events/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import type { Sealer } from '#platform/seal/index.ts';
import { fromJsonText, type Storage, toJsonText } from '#platform/storage/index.ts';
import type { NewRecord } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { EvidenceLog } from '../../ports.ts';
import { recordEvent } from '../../service/record-event.ts';
import { type PullSettings, pullSecretContext } from '../../service/sources/pull-settings.ts';
import type { AuditTables } from '../../store/db.ts';
import { findPull, type PullRow, pullSources, savePull } from '../../store/pulls.ts';
import type { SourceRow } from '../../store/sources.ts';
import type { Intake } from '../intake.ts';
import type { CollectLog } from '../settings.ts';
import type { Engine } from './engines.ts';
import { type Row, rowsOf } from './postgresql-rows.ts';
import { createWindow, type Seen, type Window } from './window.ts';

export type Pulls = {
  start(): Promise<void>;
  /** Reads what is new of one source. @returns records that were stored @throws audit.pull-failed */
  pull(source: SourceRow, signal: AbortSignal): Promise<number>;
  stop(): Promise<void>;
};

const tickMs = 1000;
/** Rows of an overlap that are remembered; beyond it the overlap is shorter. */
const maxSeen = 20_000;
const scanned = 5000;
/** Before any audit that an engine can have. */
const beginning = Date.UTC(1990, 0, 1);

type Memory = { cursor: number | null; from: number; window: Window };

/**
 * Pulls audit rows out of databases. A row is known by its content: the overlap is read again each time,
 * and what is in the evidence already is left out. What the state database does not know of after a crash
 * is read from the evidence itself, so that no row is stored twice.
 */
export function createPulls(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: CollectLog;
  readonly evidence: Pick<EvidenceLog, 'read' | 'size' | 'firstKept'>;
  readonly intake: Intake;
  readonly engines: ReadonlyMap<string, Engine>;
}): Pulls {
  const { storage, events, clock, sealer, log, evidence, intake, engines } = deps;
  const puller = systemActor('audit.puller', []);
  const stopping = new AbortController();
  const memories = new Map<string, Memory>();
  const running = new Map<string, Promise<void>>();
  const due = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  /** Written before the first row is taken: nothing of the source stands before it in the evidence. */
  function findOrBegin(source: string): Promise<PullRow> {
    return storage.transaction<AuditTables, PullRow>(async (tx) => {
      const row = await findPull(tx, source);
      if (row) return row;
      const blank = { cursor: null, seen: '[]', last_run_at: null, last_error: null, failing_since: null };
      const first = { source_id: source, seen_to: evidence.size(), ...blank };
      await savePull(tx, first);
      return first;
    });
  }

  async function remember(source: SourceRow): Promise<Memory> {
    const known = memories.get(source.id);
    if (known) return known;
    const row = await findOrBegin(source.id);
    const window = createWindow(fromJsonText<Seen[]>(row.seen));
    let { cursor } = row;
    let at = Math.max(row.seen_to, evidence.firstKept());
    while (at < evidence.size()) {
      const records = await evidence.read(at, scanned);
      if (records.length === 0) break;
      at += records.length;
      for (const { source: of, raw, eventTime } of records) {
        if (of !== source.id || eventTime === null) continue;
        window.add(raw, eventTime);
        cursor = Math.max(cursor ?? 0, eventTime);
      }
    }
    const memory = { cursor, from: beginning, window };
    settle(memory, fromJsonText<PullSettings>(source.pull!).overlapSeconds);
    memories.set(source.id, memory);
    return memory;
  }

  /** Moves the beginning of the overlap to where the newest row says. */
  function settle(memory: Memory, overlapSeconds: number): void {
    if (memory.cursor === null) return;
    memory.from = memory.window.forget(memory.cursor - overlapSeconds * 1000, maxSeen);
  }

  async function pull(source: SourceRow, signal: AbortSignal): Promise<number> {
    const settings = fromJsonText<PullSettings>(source.pull!);
    const engine = engines.get(settings.engine);
    if (engine?.protocol !== 'postgresql') {
      const { zh: reasonZh = '没有驱动程序', en: reasonEn = 'no driver' } = engine?.unavailable ?? {};
      throw auditErrors['pull-engine-unavailable']({ engine: settings.engine, reasonZh, reasonEn });
    }
    const memory = await remember(source);
    const { window } = memory;
    const password = sealer.open(source.pull_secret!, pullSecretContext(source.id)).toString('utf8');
    const from = new Date(memory.from).toISOString().replace('T', ' ').replace('Z', '+00');
    let stored = 0;
    window.begin();
    for await (const rows of read({ ...settings, password }, engine.query, from, signal)) {
      const receivedAt = clock.now().getTime();
      const records: (NewRecord & { eventTime: number })[] = [];
      for (const row of rows) {
        const raw = Buffer.from(JSON.stringify(row), 'utf8');
        const eventTime = timeOf(row, engine.timeColumn, settings);
        if (window.isNew(raw)) records.push({ source: source.id, raw, eventTime, receivedAt });
      }
      await intake.submit(source.id, records, { hold: false });
      stored += records.length;
      for (const { raw, eventTime } of records) {
        window.add(raw, eventTime);
        memory.cursor = Math.max(memory.cursor ?? 0, eventTime);
      }
    }
    settle(memory, settings.overlapSeconds);
    return stored;
  }

  async function* read(...args: Parameters<typeof rowsOf>): ReturnType<typeof rowsOf> {
    const [{ host, port }] = args;
    try {
      yield* rowsOf(...args);
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
      throw auditErrors['pull-failed']({ host, port, reason }, error);
    }
  }

  async function run(source: SourceRow): Promise<void> {
    let failure: AppError | undefined;
    try {
      await pull(source, stopping.signal);
    } catch (error) {
      if (stopping.signal.aborted) return;
      // What was remembered may be more than what is in the evidence.
      memories.delete(source.id);
      if (!(error instanceof AppError)) log.error({ source: source.id, err: error }, 'a pull failed');
      failure =
        error instanceof AppError
          ? error
          : auditErrors['pull-failed']({ host: '-', port: '-', reason: 'internal' }, error);
    }
    const memory = memories.get(source.id);
    const at = clock.now().toISOString();
    await storage.transaction<AuditTables, void>(async (tx) => {
      const old = await findPull(tx, source.id);
      const blank = { cursor: null, seen: '[]', seen_to: evidence.size() };
      const { cursor, seen, seen_to } = old ?? blank;
      const window = memory && toJsonText(memory.window.entries());
      await savePull(tx, {
        source_id: source.id,
        ...(memory && window !== undefined
          ? { cursor: memory.cursor, seen: window, seen_to: evidence.size() }
          : { cursor, seen, seen_to }),
        last_run_at: at,
        last_error: failure ? failure.texts.zh.slice(0, 500) : null,
        failing_since: failure ? (old?.failing_since ?? at) : null,
      });
      if (Boolean(failure) === Boolean(old?.failing_since)) return;
      await recordEvent(events, tx, puller, {
        name: failure ? 'audit.pull.failed' : 'audit.pull.resumed',
        subject: { kind: 'source', id: source.id, label: source.title },
        outcome: failure ? 'failure' : 'success',
        data: failure ? { code: failure.code, reason: failure.texts.en.slice(0, 500) } : {},
      });
    });
  }

  async function tick(): Promise<void> {
    for (const source of await pullSources(storage.read<AuditTables>())) {
      if (running.has(source.id) || performance.now() < (due.get(source.id) ?? 0)) continue;
      const { everySeconds } = fromJsonText<PullSettings>(source.pull!);
      const work = run(source)
        .catch((error: unknown) => log.error({ source: source.id, err: error }, 'a pull was not noted'))
        .finally(() => {
          running.delete(source.id);
          due.set(source.id, performance.now() + everySeconds * 1000);
        });
      running.set(source.id, work);
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      tick()
        .catch((error: unknown) => log.error({ err: error }, 'pull sources were not read'))
        .finally(() => {
          if (!stopping.signal.aborted) schedule();
        });
    }, tickMs);
    timer.unref();
  }

  return {
    pull,
    async start() {
      schedule();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}

/** @throws audit.pull-failed when the column is no time */
function timeOf(row: Row, column: string, { host, port }: PullSettings): number {
  const text = row[column] ?? '';
  const iso = text
    .replace(' ', 'T')
    .replace(/(\.\d{3})\d+/, '$1')
    .replace(/([+-]\d\d)$/, '$1:00');
  const time = Date.parse(iso);
  if (!Number.isFinite(time)) {
    throw auditErrors['pull-failed']({ host, port, reason: `column ${column} is no time` });
  }
  return time;
}
