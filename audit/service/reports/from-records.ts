import { excerpt } from '#platform/kernel/text.ts';
import type { Mask } from '../../core/mask/document.ts';
import type { Query } from '../../core/query/ast.ts';
import { leavesAt } from '../../core/query/fields.ts';
import type { EcsFields } from '../../core/record.ts';
import type {
  AuditorFigures,
  Counted,
  DatabaseFigures,
  PrivilegedFigures,
  PrivilegedKind,
  SignInFigures,
} from '../../core/report/figures.ts';
import { privilegedKinds } from '../../core/report/figures.ts';
import { dayIndex, daysOf, isWorkingTime, type Period } from '../../core/report/month.ts';
import { auditorQueries, either, privilegedQueries, queries, withValue } from '../../core/report/queries.ts';
import type { Bucket, EventReader } from '../../stores/reader.ts';

export type Questions = {
  readonly reader: EventReader;
  readonly period: Period;
  readonly zone: string;
  readonly mask: Mask;
  readonly signal: AbortSignal;
};

const half = 30 * 60_000;
const most = { persons: 20, tables: 20, perRow: 3, latest: 40, unmaskings: 100 };
/** Records of one table whose rows are added up. */
const mostAdded = 5_000;
const pageSize = 1_000;

/** The questions to the store that a report asks, all over its period and masked as on screen. */
export function askStore({ reader, period, zone, mask, signal }: Questions) {
  const range = { from: period.from, to: period.to };
  const count = (query: Query) => reader.count(query, range, signal);

  /** Values as they stand in the store (for further questions) and as they may be shown. */
  async function facet(query: Query, field: string, size: number) {
    const found = await reader.facets(query, { ...range, field, size }, signal);
    return found.map(({ value, count: n }) => ({ value, shown: mask.text(value, field), count: n }));
  }

  const persons = async (query: Query, size: number): Promise<Counted[]> =>
    (await facet(query, 'user.name', size)).map(({ shown, count: n }) => ({ value: shown, count: n }));

  /** Half hours; the store gives at most a thousand at a time. */
  async function halfHours(query: Query): Promise<Bucket[]> {
    const all: Bucket[] = [];
    const step = 700 * half;
    for (let from = period.from; from < period.to; from += step) {
      const to = Math.min(from + step, period.to);
      const buckets = Math.ceil((to - from) / half);
      all.push(...(await reader.histogram(query, { from, to: from + buckets * half, buckets }, signal)));
    }
    return all;
  }

  function byDay(buckets: readonly Bucket[]): number[] {
    const days = new Array<number>(daysOf(period, zone)).fill(0);
    for (const { from, count: n } of buckets) {
      const day = dayIndex(from, period, zone);
      if (day >= 0 && day < days.length) days[day]! += n;
    }
    return days;
  }

  const outside = (buckets: readonly Bucket[]) =>
    buckets.reduce((sum, { from, count: n }) => sum + (isWorkingTime(from, zone) ? 0 : n), 0);
  const total = (buckets: readonly Bucket[]) => buckets.reduce((sum, { count: n }) => sum + n, 0);

  async function signIns(): Promise<SignInFigures> {
    const good = await halfHours(queries.signInSuccess);
    const bad = await halfHours(queries.signInFailure);
    const failures = byDay(bad);
    const all = either(queries.signInSuccess, queries.signInFailure);
    const rows: SignInFigures['persons'][number][] = [];
    for (const { value, shown } of await facet(all, 'user.name', most.persons)) {
      const own = await halfHours(withValue(queries.signInSuccess, 'user.name', value));
      rows.push({
        person: shown,
        success: total(own),
        failure: await count(withValue(queries.signInFailure, 'user.name', value)),
        outsideHours: outside(own),
      });
    }
    return {
      success: total(good),
      failure: total(bad),
      outsideHours: outside(good),
      days: byDay(good).map((success, i) => ({ success, failure: failures[i]! })),
      persons: rows,
      datasets: await reader.facets(all, { ...range, field: 'event.dataset', size: 20 }, signal),
    };
  }

  async function privileged(): Promise<PrivilegedFigures> {
    const kinds: PrivilegedFigures['kinds'][number][] = [];
    const found: PrivilegedFigures['latest'][number][] = [];
    for (const kind of privilegedKinds) {
      const query = privilegedQueries[kind];
      kinds.push({
        kind,
        count: await count(query),
        failures: await count(withValue(query, 'event.outcome', 'failure')),
        persons: await persons(query, most.perRow),
      });
      const page = await reader.search(query, { ...range, limit: most.latest }, signal);
      found.push(...page.items.map(({ fields }) => operation(kind, mask.fields(fields))));
    }
    return { kinds, latest: found.sort((a, b) => b.at - a.at).slice(0, most.latest) };
  }

  /** @returns the sum of `db.rows`, null when no record has any, and whether there were more records */
  async function rowsOf(table: Query): Promise<{ rows: number | null; rowsAtLeast: boolean }> {
    const known: Query = { kind: 'and', items: [table, { kind: 'exists', field: 'db.rows' }] };
    let rows: number | null = null;
    let cursor: string | undefined;
    for (let read = 0; read < mostAdded; read += pageSize) {
      const page = await reader.search(known, { ...range, limit: pageSize, cursor }, signal);
      for (const { fields } of page.items) {
        const [value] = leavesAt(fields, 'db.rows');
        if (typeof value === 'number') rows = (rows ?? 0) + value;
      }
      if (page.cursor === null) return { rows, rowsAtLeast: false };
      cursor = page.cursor;
    }
    return { rows, rowsAtLeast: true };
  }

  async function databases(): Promise<DatabaseFigures> {
    const reads = await halfHours(queries.reads);
    const writes = await halfHours(queries.writes);
    const writesByDay = byDay(writes);
    const tables: DatabaseFigures['tables'][number][] = [];
    const all = either(queries.reads, queries.writes);
    for (const { value, shown } of await facet(all, 'db.tables', most.tables)) {
      const table = withValue(all, 'db.tables', value);
      tables.push({
        table: shown,
        reads: await count(withValue(queries.reads, 'db.tables', value)),
        writes: await count(withValue(queries.writes, 'db.tables', value)),
        ...(await rowsOf(table)),
        persons: await persons(table, most.perRow),
      });
    }
    return {
      reads: total(reads),
      writes: total(writes),
      days: byDay(reads).map((n, i) => ({ reads: n, writes: writesByDay[i]! })),
      tables,
    };
  }

  async function auditors(): Promise<Omit<AuditorFigures, 'exports'>> {
    const everything = either(...Object.values(auditorQueries));
    const rows: AuditorFigures['persons'][number][] = [];
    for (const { value, shown } of await facet(everything, 'user.name', most.persons)) {
      const of = (query: Query) => count(withValue(query, 'user.name', value));
      rows.push({
        person: shown,
        searches: await of(auditorQueries.searches),
        views: await of(auditorQueries.views),
        unmasked: await of(auditorQueries.unmasked),
        exports: await of(auditorQueries.exports),
      });
    }
    const page = await reader.search(auditorQueries.unmasked, { ...range, limit: most.unmaskings }, signal);
    const unmaskings = page.items.map(({ fields }) => {
      const shown = mask.fields(fields);
      return {
        at: timeOf(shown),
        person: textAt(shown, 'user.name') ?? '—',
        reason: excerpt(textAt(shown, 'anmin.event.data.reason') ?? '—', 200),
      };
    });
    return { persons: rows, unmaskings };
  }

  return {
    count,
    signIns,
    privileged,
    databases,
    auditors,
    sources: () => reader.facets({ kind: 'all' }, { ...range, field: 'anmin.source', size: 100 }, signal),
  };
}

function operation(kind: PrivilegedKind, fields: EcsFields): PrivilegedFigures['latest'][number] {
  const said = (...paths: string[]) => paths.map((path) => textAt(fields, path)).find(Boolean);
  const where = [said('host.name', 'host.hostname'), said('db.name')].filter(Boolean).join(' / ');
  return {
    at: timeOf(fields),
    kind,
    person: excerpt(said('user.name', 'db.user') ?? '—', 60),
    where: excerpt(where || (said('anmin.source') ?? '—'), 60),
    what: excerpt(said('db.statement', 'process.command_line', 'message') ?? '—', 160),
  };
}

const timeOf = (fields: EcsFields): number => Date.parse(String(fields['@timestamp'])) || 0;

function textAt(fields: EcsFields, path: string): string | undefined {
  const [first] = leavesAt(fields, path);
  return first === undefined ? undefined : String(first);
}
