import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import type { NewRecord } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { EvidenceLog } from '../../ports.ts';
import type { DeadLetter, DeadLetterDetail } from '../../schemas.ts';
import { addCounts } from '../../store/counts.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import {
  closeDeadLetter,
  type DeadLetterFilter,
  type DeadLetterRow,
  findDeadLetter,
  insertDeadLetter,
  insertDeadLetters,
  keptBySource,
  listDeadLetters,
  openDeadLetters,
} from '../../store/dead-letters.ts';
import { recordAlone, recordEvent } from '../record-event.ts';

/** A record that was refused: on its way in, or later while it stands in the evidence log. */
export type NewDeadLetter = {
  readonly source: string;
  readonly receivedAt: number;
  /** A stable word: `too-long`, `bad-frame`, `cut`, `refused-by-store` … */
  readonly reason: string;
  /** For people; empty when the reason says it all. */
  readonly detail?: string;
} & (
  | { readonly stage: 'collect'; readonly raw: Buffer; readonly bytes: number }
  | {
      readonly stage: 'store';
      readonly index: number;
      readonly text: string;
      readonly bytes: number;
    }
);

type DeadLetterView = Static<typeof DeadLetter>;

export type ReplayReport = {
  readonly replayed: number;
  readonly failed: readonly { readonly id: string; readonly code: string }[];
};

export type DeadLetters = {
  /**
   * Keeps refused records; resolves when they are on disk. Of those that were refused on their way in, what
   * is beyond the bound of a source or of one call is only counted, and the last that is kept says how many.
   */
  add(letters: readonly NewDeadLetter[]): Promise<void>;
  /** Masked. */
  list(actor: Actor, query: PageQuery & DeadLetterFilter): Promise<Page<DeadLetterView>>;
  /**
   * With its bytes as text; that it was seen is an event.
   * @param reason makes it unmasked, for who may; it is recorded
   */
  view(actor: Actor, id: string, reason?: string): Promise<Static<typeof DeadLetterDetail>>;
  /** Takes the given ones, or all open ones that fit (at most 1000 a call), through processing again. */
  replay(
    actor: Actor,
    which: { readonly ids: readonly string[] } | { readonly filter: DeadLetterFilter },
  ): Promise<ReplayReport>;
  /** Gives up the content for good; that it was there, who gave it up and why stays. */
  discard(actor: Actor, ids: readonly string[], reason: string): Promise<{ readonly discarded: number }>;
};

/** Of one source, how many letters. */
type Share = {
  readonly source: string;
  readonly all: readonly NewDeadLetter[];
  /** The source has no room for those that one call may bring. */
  readonly fill: boolean;
  readonly keep: number;
};

/** Refused records of one call whose bytes are kept: a body can hold thousands. */
const keptAtOnce = 200;
const searchedText = 4096;
const replayedAtOnce = 1000;

export function createDeadLetters(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly evidence: Pick<EvidenceLog, 'append' | 'read'>;
  readonly reprocess: (indexes: readonly number[]) => Promise<void>;
  readonly eventTimeOf: (source: string, raw: Buffer, receivedAt: number) => number | null;
  readonly maxOpen: number;
  readonly mask: Mask;
}): DeadLetters {
  const { storage, events, clock, evidence, maxOpen, mask } = deps;
  const collector = systemActor('audit.collector', []);
  const now = () => clock.now().toISOString();
  /** Open letters of each source; read at the first use. */
  let kept: Map<string, number> | undefined;
  const full = new Set<string>();

  async function add(letters: readonly NewDeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    kept ??= await keptBySource(read());
    const open = kept;
    const stored = letters.filter(({ stage }) => stage === 'store');
    const refused = Map.groupBy(
      letters.filter(({ stage }) => stage === 'collect'),
      ({ source }) => source,
    );
    const shares = [...refused].map(([source, all]) => {
      const room = Math.max(0, maxOpen - (open.get(source) ?? 0));
      return {
        source,
        all,
        fill: room < Math.min(all.length, keptAtOnce),
        keep: Math.min(all.length, room, keptAtOnce),
      };
    });
    // Taken before anything is written, so that two calls at a time do not share the same room.
    for (const { source, keep } of shares) open.set(source, (open.get(source) ?? 0) + keep);
    try {
      await storage.transaction<AuditTables, void>(async (tx) => {
        for (const letter of stored) await insertDeadLetter(tx, rowOf(letter));
        for (const share of shares) await addShare(tx, share);
      });
    } catch (error) {
      for (const { source, keep } of shares) open.set(source, Math.max(0, (open.get(source) ?? 0) - keep));
      throw error;
    }
    for (const { source, fill } of shares) if (fill) full.add(source);
  }

  /** What one call brings of one source. */
  async function addShare(tx: Db, { source, all, fill, keep }: Share): Promise<void> {
    const discarded = all.length - keep;
    const rows = all.slice(0, keep).map(rowOf);
    const last = rows.at(-1);
    if (last && discarded > 0) {
      const more = `同批另有 ${discarded} 条被拒收，只计数 ${discarded} more of the same batch were only counted`;
      rows[rows.length - 1] = {
        ...last,
        detail: [last.detail.slice(0, 300), more].filter(Boolean).join('; '),
      };
    }
    await insertDeadLetters(tx, rows);
    await addCounts(tx, source, { refused: all.length, discarded, lastRefusedAt: now() });
    if (!fill || full.has(source)) return;
    await recordEvent(events, tx, collector, {
      name: 'audit.dead-letters.full',
      subject: { kind: 'source', id: source },
      outcome: 'failure',
      data: { max: maxOpen },
    });
  }

  async function need(id: string): Promise<DeadLetterRow> {
    const row = await findDeadLetter(read(), id);
    if (row === undefined) throw auditErrors['dead-letter-unknown']();
    return row;
  }

  /** Outside a transaction: what it does is idempotent, so that a crash before `close` only repeats it. */
  async function process(row: DeadLetterRow): Promise<void> {
    if (row.state !== 'open') throw auditErrors['dead-letter-closed']();
    if (row.evidence_index !== null) {
      await deps.reprocess([row.evidence_index]);
      return;
    }
    if (row.raw === null || row.raw.length !== row.bytes) {
      throw auditErrors['dead-letter-incomplete']({ bytes: row.bytes });
    }
    const receivedAt = Date.parse(row.received_at);
    const record: NewRecord = {
      source: row.source_id,
      raw: row.raw,
      eventTime: deps.eventTimeOf(row.source_id, row.raw, receivedAt),
      receivedAt,
      origin: { stream: `dead-letter/${row.id}`, position: 0 },
    };
    await evidence.append([record]);
  }

  async function close(
    actor: Actor,
    row: DeadLetterRow,
    state: 'replayed' | 'discarded',
    reason: string | null,
  ): Promise<boolean> {
    const done = await storage.transaction<AuditTables, boolean>(async (tx) => {
      const by = actorRef(actor).name;
      const set = { state, closed_at: now(), closed_by: by, close_reason: reason };
      if (!(await closeDeadLetter(tx, row.id, set))) return false;
      await recordEvent(events, tx, actor, {
        name: `audit.dead-letter.${state}`,
        subject: { kind: 'dead-letter', id: row.id },
        data: {
          source: row.source_id,
          letter: row.reason,
          bytes: row.bytes,
          ...(reason !== null && { reason }),
        },
      });
      return true;
    });
    if (done && row.stage === 'collect' && kept) {
      kept.set(row.source_id, Math.max(0, (kept.get(row.source_id) ?? 0) - 1));
      full.delete(row.source_id);
    }
    return done;
  }

  /** Which letters say a text is an answer of its own: it tells what is masked, piece by piece. */
  async function recordSearch(actor: Actor, { q }: DeadLetterFilter): Promise<void> {
    if (q === undefined) return;
    await recordAlone(deps, actor, {
      name: 'audit.dead-letter.searched',
      subject: { kind: 'dead-letter', id: '*' },
      data: { q },
    });
  }

  return {
    add,
    async list(actor, { page, pageSize, ...filter }) {
      authorise(actor, 'audit.dead-letters.read');
      await recordSearch(actor, filter);
      const { rows, total } = await listDeadLetters(read(), filter, pageSize, (page - 1) * pageSize);
      return { items: rows.map((row) => maskLetter(viewOf(row), mask)), total, page, pageSize };
    },
    async view(actor, id, reason) {
      const masked = reason === undefined;
      authorise(actor, masked ? 'audit.dead-letters.read' : 'audit.events.unmask');
      const row = await need(id);
      const [stored] = row.evidence_index === null ? [] : await evidence.read(row.evidence_index, 1);
      const raw = (row.evidence_index === null ? row.raw : stored?.raw)?.toString('utf8') ?? '';
      await recordAlone(deps, actor, {
        name: masked ? 'audit.dead-letter.viewed' : 'audit.dead-letter.unmasked',
        subject: { kind: 'dead-letter', id },
        data: { source: row.source_id, ...(!masked && { reason }) },
      });
      return masked
        ? { ...maskLetter(viewOf(row), mask), raw: maskPart(raw, row.bytes, mask), masked }
        : { ...viewOf(row), raw, masked };
    },
    async replay(actor, which) {
      authorise(actor, 'audit.dead-letters.replay');
      if ('filter' in which) await recordSearch(actor, which.filter);
      const ids =
        'ids' in which
          ? which.ids.slice(0, replayedAtOnce)
          : await openDeadLetters(read(), which.filter, replayedAtOnce);
      let replayed = 0;
      const failed: { id: string; code: string }[] = [];
      for (const id of ids) {
        try {
          const row = await need(id);
          await process(row);
          if (await close(actor, row, 'replayed', null)) replayed++;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          failed.push({ id, code: error.code });
        }
      }
      return { replayed, failed };
    },
    async discard(actor, ids, reason) {
      authorise(actor, 'audit.dead-letters.discard');
      let discarded = 0;
      for (const id of ids) if (await close(actor, await need(id), 'discarded', reason)) discarded++;
      return { discarded };
    },
  };

  function read(): Db {
    return storage.read<AuditTables>();
  }
}

function rowOf(letter: NewDeadLetter): DeadLetterRow {
  const shown =
    letter.stage === 'collect' ? letter.raw.subarray(0, searchedText).toString('utf8') : letter.text;
  return {
    id: newId(),
    source_id: letter.source,
    stage: letter.stage,
    reason: letter.reason,
    detail: (letter.detail ?? '').slice(0, 500),
    evidence_index: letter.stage === 'collect' ? null : letter.index,
    raw: letter.stage === 'collect' ? letter.raw : null,
    bytes: letter.bytes,
    text: keepable(shown.slice(0, searchedText)),
    received_at: new Date(letter.receivedAt).toISOString(),
    state: 'open',
    closed_at: null,
    closed_by: null,
    close_reason: null,
  };
}

/** Without U+0000, which PostgreSQL's texts cannot hold, and halves of surrogate pairs. */
const keepable = (text: string): string => text.replaceAll('\0', '\u{2400}').toWellFormed();

/** A number or name is at most this long: less of it than all is not known as one. */
const longestMasked = 64;

/** A text without personal data; where it is only the beginning of one, without its end, which may be a part of such. */
function maskPart(text: string, bytes: number, mask: Mask): string {
  const masked = mask.text(text, 'event.original');
  return Buffer.byteLength(text) < bytes
    ? masked.slice(0, Math.max(0, masked.length - longestMasked))
    : masked;
}

const maskLetter = (letter: DeadLetterView, mask: Mask): DeadLetterView => ({
  ...letter,
  detail: mask.text(letter.detail, 'error.message'),
  text: maskPart(letter.text, letter.bytes, mask),
});

function viewOf(row: Omit<DeadLetterRow, 'raw'>): DeadLetterView {
  return {
    id: row.id,
    source: row.source_id,
    stage: row.stage,
    reason: row.reason,
    detail: row.detail,
    index: row.evidence_index,
    bytes: row.bytes,
    text: row.text,
    receivedAt: row.received_at,
    state: row.state,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    closeReason: row.close_reason,
  };
}
