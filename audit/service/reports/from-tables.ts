import type { Events } from '#platform/events/index.ts';
import type { Event } from '#platform/kernel/event.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AlertLevel } from '../../core/alerts/grouping.ts';
import type { Mask } from '../../core/mask/document.ts';
import type {
  AlertFigures,
  AuditorFigures,
  CollectionFigures,
  SuppressedFigures,
} from '../../core/report/figures.ts';
import type { Period } from '../../core/report/month.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  countDeadLetters,
  countHolds,
  countRaisedAlerts,
  countSuppressedAlerts,
  exportsAskedFor,
  refusingSources,
  silentSources,
  sourceTitles,
} from '../../store/report-figures.ts';

const mostExports = 200;
const mostSources = 100;
const mostPages = 100;

/** What of a report stands in the state database. */
export function askTables(deps: {
  readonly storage: Storage;
  readonly events: Pick<Events, 'list'>;
  readonly period: Period;
  readonly mask: Mask;
}) {
  const { events, mask } = deps;
  const from = new Date(deps.period.from).toISOString();
  const to = new Date(deps.period.to).toISOString();
  const span = { from, to };
  const read = deps.storage.read<AuditTables>();
  const masked = (text: string) => mask.text(text, 'message');

  /** Raised in the period, those that an exception held back aside. */
  async function alerts(): Promise<AlertFigures[]> {
    const rows = await countRaisedAlerts(read, span);
    const byRule = new Map<string, AlertFigures>();
    for (const row of rows) {
      const key = `${row.level} ${row.title}`;
      const n = Number(row.alerts);
      const old = byRule.get(key) ?? {
        ...noAlerts,
        title: masked(row.title),
        level: row.level as AlertLevel,
      };
      byRule.set(key, {
        ...old,
        alerts: old.alerts + n,
        matches: old.matches + Number(row.matches),
        truePositive: old.truePositive + (row.verdict === 'true-positive' ? n : 0),
        benign: old.benign + (row.verdict === 'benign' ? n : 0),
        falsePositive: old.falsePositive + (row.verdict === 'false-positive' ? n : 0),
        open: old.open + (row.state === 'open' ? n : 0),
      });
    }
    return [...byRule.values()];
  }

  async function suppressed(): Promise<SuppressedFigures[]> {
    const rows = await countSuppressedAlerts(read, span);
    const byException = new Map<string, SuppressedFigures>();
    for (const row of rows) {
      const old = byException.get(row.id);
      byException.set(row.id, {
        titles: [...(old?.titles ?? []), masked(row.title)],
        query: row.query === null ? null : masked(row.query),
        reason: masked(row.reason),
        by: row.created_by,
        until: Date.parse(row.expires_at),
        endedAt: row.ended_at === null ? null : Date.parse(row.ended_at),
        alerts: (old?.alerts ?? 0) + Number(row.alerts),
        matches: (old?.matches ?? 0) + Number(row.matches),
      });
    }
    return [...byException.values()];
  }

  const titles = async (): Promise<Map<string, string>> => {
    const rows = await sourceTitles(read);
    return new Map(rows.map(({ id, title }) => [id, title]));
  };

  async function listed(names: readonly string[], until?: string): Promise<Event[]> {
    const found: Event[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const range = until === undefined ? { from } : { from, to: until };
      const { items, total } = await events.list({ names, ...range, order: 'oldest', page, pageSize: 200 });
      found.push(...items);
      if (found.length >= total) break;
    }
    return found;
  }

  /** Silences that touch the period: told by their end, by their beginning, or by standing still. */
  async function silences(): Promise<CollectionFigures['silences']> {
    const names = await titles();
    const found: { id: string; from: number; to: number | null; watched: boolean }[] = [];
    const told = await listed(['audit.source.silent', 'audit.source.resumed']);
    const since = (event: Event) =>
      typeof event.data.since === 'string' ? Date.parse(event.data.since) : Date.parse(event.time);
    for (const event of told) {
      const { id } = event.subject;
      const start = since(event);
      const known = found.find((one) => one.id === id && one.from === start);
      const end = event.name === 'audit.source.resumed' ? Date.parse(event.time) : null;
      if (known) known.to = end;
      else found.push({ id, from: start, to: end, watched: false });
    }
    const still = await silentSources(read);
    for (const { id, silent_since: silent } of still) {
      const start = Date.parse(silent!);
      const known = found.find((one) => one.id === id && one.from === start);
      if (known) known.watched = true;
      else found.push({ id, from: start, to: null, watched: true });
    }
    return found
      .filter((one) => one.from < deps.period.to && (one.to ?? Number.POSITIVE_INFINITY) > deps.period.from)
      .sort((a, b) => a.from - b.from)
      .map(({ id, ...one }) => ({ ...one, source: names.get(id) ?? id }));
  }

  async function deadLetters(): Promise<CollectionFigures['deadLetters']> {
    const names = await titles();
    const rows = await countDeadLetters(read, span);
    const found = new Map<
      string,
      {
        -readonly [K in keyof CollectionFigures['deadLetters'][number]]: CollectionFigures['deadLetters'][number][K];
      }
    >();
    for (const { source_id: id, stage, reason, state, letters } of rows) {
      const key = `${id} ${stage} ${reason}`;
      const source = names.get(id) ?? id;
      const row = found.get(key) ?? { source, stage, reason, open: 0, replayed: 0, discarded: 0 };
      found.set(key, row);
      if (state === 'open') row.open += Number(letters);
      else if (state === 'replayed') row.replayed += Number(letters);
      else row.discarded += Number(letters);
    }
    return [...found.values()];
  }

  async function refused(): Promise<CollectionFigures['refused']> {
    const names = await titles();
    const rows = await refusingSources(read, mostSources);
    return rows.map((row) => ({
      source: names.get(row.source_id) ?? row.source_id,
      refused: Number(row.refused),
      discarded: Number(row.discarded),
    }));
  }

  async function exports(): Promise<AuditorFigures['exports']> {
    const rows = await exportsAskedFor(read, span, mostExports);
    return rows.map((row) => ({
      at: Date.parse(row.created_at),
      person: row.created_by_name,
      title: masked(row.title),
      reason: masked(row.reason),
      records: Number(row.records),
      state: row.state,
    }));
  }

  return {
    alerts,
    suppressed,
    titles,
    silences,
    deadLetters,
    refused,
    exports,
    holds: () => countHolds(read),
    /** Events of a name in the period. */
    told: async (name: string): Promise<number> =>
      (await events.list({ names: [name], from, to, page: 1, pageSize: 1 })).total,
  };
}

const noAlerts = { alerts: 0, matches: 0, truePositive: 0, benign: 0, falsePositive: 0, open: 0 };
