import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMask } from '../../core/mask/document.ts';
import { type EcsFields, type EventDocument, eventId } from '../../core/record.ts';
import { periodOf } from '../../core/report/month.ts';
import { type EmbeddedStore, openEmbeddedStore } from '../../stores/embedded/store.ts';
import { writeDocuments } from '../../stores/testing.ts';
import { askStore } from './from-records.ts';

const zone = 'Asia/Shanghai';
const { signal } = new AbortController();
const mask = createMask();

let folder: string;
let store: EmbeddedStore;
let documents: EventDocument[] = [];

/** An event at a local time of 2026. */
function event(at: string, fields: EcsFields): void {
  const time = Date.parse(`2026-${at}:00+08:00`);
  const index = documents.length;
  const id = eventId(time, index);
  const all = {
    '@timestamp': new Date(time).toISOString(),
    ...fields,
    anmin: { source: 'db01', ...(fields.anmin as object) },
  } as EcsFields;
  documents.push({ id, index, day: new Date(time).toISOString().slice(0, 10), fields: all });
}

const signIn = (at: string, user: string, outcome: 'success' | 'failure') =>
  event(at, {
    event: { action: 'ssh_login', outcome, dataset: 'system.auth', category: ['authentication'] },
    user: { name: user },
  });
const statement = (at: string, kind: string, table: string, user: string, rows?: number) =>
  event(at, {
    event: { category: ['database'], action: kind.toLowerCase(), dataset: 'postgresql.audit' },
    user: { name: user },
    db: {
      class: kind,
      tables: [table],
      name: 'minzheng',
      ...(rows !== undefined && { rows }),
      statement: `${kind} ${table} 13812345678`,
    },
  });

beforeAll(async () => {
  documents = [];
  // Monday at nine, Sunday, Monday evening; and one just before and one just after October.
  signIn('10-12T09:00', 'lin', 'success');
  signIn('10-11T09:00', 'lin', 'success');
  signIn('10-12T18:30', 'lin', 'success');
  signIn('10-31T23:59', '13812345678', 'failure');
  signIn('09-30T23:59', 'lin', 'success');
  signIn('11-01T00:00', 'lin', 'success');
  // Two records of one sign-in to a database: one counts.
  for (const [action, type] of [
    ['connection-authenticated', 'info'],
    ['connection-authorized', 'start'],
  ])
    event('10-13T10:00', {
      event: {
        action: action!,
        outcome: 'success',
        dataset: 'postgresql.log',
        category: ['authentication', 'database'],
        type: [type!],
      },
      user: { name: 'wang' },
    });
  statement('10-05T10:00', 'READ', 'public.dibao', 'wang', 100);
  statement('10-05T11:00', 'READ', 'public.dibao', 'wang', 20);
  statement('10-06T10:00', 'WRITE', 'public.dibao', 'app');
  statement('10-06T11:00', 'READ', 'public.marriage', 'app');
  statement('10-07T11:00', 'DDL', 'public.dibao', 'postgres');
  statement('10-08T11:00', 'ROLE', 'public.dibao', 'postgres');
  event('10-09T11:00', {
    event: { action: 'sudo', outcome: 'failure', category: ['process'] },
    user: { name: 'zhou' },
    host: { name: 'web01' },
    process: { command_line: '/usr/bin/passwd root' },
  });
  const own = (action: string, data: EcsFields = {}) =>
    event('10-20T09:30', {
      event: { action, outcome: 'success', category: ['configuration'] },
      user: { name: '韩德胜' },
      anmin: { source: 'anmin', event: { data } },
    });
  own('audit.events.searched');
  own('audit.events.searched');
  own('audit.event.unmasked', { reason: '核实信访件，来电 13812345678' });
  own('audit.export.taken');

  folder = mkdtempSync(join(tmpdir(), 'anmin-figures-'));
  store = openEmbeddedStore({ folder });
  await writeDocuments(store.writer, documents, signal);
  await store.settled();
}, 30_000);
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

const october = () =>
  askStore({ reader: store.reader, period: periodOf('2026-10', zone), zone, mask, signal });

describe('figures from the records of a month', () => {
  it('ok/sign-ins of the local month, each once, by person and outside working hours', async () => {
    const figures = await october().signIns();
    expect(figures).toMatchObject({ success: 4, failure: 1, outsideHours: 2 });
    expect(figures.days).toHaveLength(31);
    expect(figures.days[30]).toEqual({ success: 0, failure: 1 });
    expect(figures.days[11]).toEqual({ success: 2, failure: 0 });
    expect(figures.persons).toContainEqual({ person: 'lin', success: 3, failure: 0, outsideHours: 2 });
    expect(figures.persons).toContainEqual({ person: 'wang', success: 1, failure: 0, outsideHours: 0 });
    expect(figures.persons).toContainEqual({
      person: '138****5678',
      success: 0,
      failure: 1,
      outsideHours: 0,
    });
  });

  it('ok/tables with reads, writes, rows that were told and who', async () => {
    const figures = await october().databases();
    expect(figures).toMatchObject({ reads: 3, writes: 1 });
    expect(figures.tables).toEqual([
      {
        table: 'public.dibao',
        reads: 2,
        writes: 1,
        rows: 120,
        rowsAtLeast: false,
        persons: [
          { value: 'wang', count: 2 },
          { value: 'app', count: 1 },
        ],
      },
      {
        table: 'public.marriage',
        reads: 1,
        writes: 0,
        rows: null,
        rowsAtLeast: false,
        persons: [{ value: 'app', count: 1 }],
      },
    ]);
  });

  it('ok/privileged operations by kind, the newest first, masked', async () => {
    const { kinds, latest } = await october().privileged();
    expect(kinds.map(({ kind, count, failures }) => [kind, count, failures])).toEqual([
      ['elevation', 1, 1],
      ['roles', 0, 0],
      ['grants', 1, 0],
      ['ddl', 1, 0],
    ]);
    expect(latest.map(({ kind, where, what }) => [kind, where, what])).toEqual([
      ['elevation', 'web01', '/usr/bin/passwd root'],
      ['grants', 'minzheng', 'ROLE public.dibao 138****5678'],
      ['ddl', 'minzheng', 'DDL public.dibao 138****5678'],
    ]);
  });

  it('ok/what the auditors did, with the reasons they gave', async () => {
    const { persons, unmaskings } = await october().auditors();
    expect(persons).toEqual([{ person: '韩德胜', searches: 2, views: 0, unmasked: 1, exports: 1 }]);
    expect(unmaskings.map(({ reason }) => reason)).toEqual(['核实信访件，来电 138****5678']);
  });
});
