import type { Static } from 'typebox';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page } from '#platform/kernel/page.ts';
import { fromJsonText, toJsonText } from '#platform/storage/index.ts';
import { type HolderValue, readHolder } from '../../core/directory/holder.ts';
import { searchText } from '../../core/directory/text.ts';
import { pkiErrors } from '../../errors.ts';
import type { PkiDeps } from '../../ports.ts';
import type { HolderChange, HolderKind, HolderQuery, HolderView, NewHolder } from '../../schemas.ts';
import {
  certificateCounts,
  findHolder,
  findOrganisation,
  type HolderRow,
  holdersByNumber,
  listHolderRows,
  organisationPaths,
} from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';
import { holderEvent } from './events.ts';

type Deps = Pick<PkiDeps, 'storage' | 'events' | 'clock'>;
type Tx = Parameters<typeof findHolder>[0];
export type NewHolderInput = Static<typeof NewHolder>;
export type HolderChangeInput = Static<typeof HolderChange>;
export type HolderQueryInput = Partial<Static<typeof HolderQuery>>;

export async function listHolders(
  deps: Deps,
  actor: Actor,
  query: HolderQueryInput,
): Promise<Page<HolderView>> {
  authorise(actor, 'pki.directory.read');
  const { page = 1, pageSize = 20, kind, state } = query;
  const read = deps.storage.read<PkiTables>();
  let organisationPath: string | undefined;
  if (query.organisationId !== undefined) {
    organisationPath = (await findOrganisation(read, query.organisationId))?.path;
    if (organisationPath === undefined) throw pkiErrors['organisation-not-found']();
  }
  const filter = { kind, state, organisationPath, q: searchText(query.q) };
  const { rows, total } = await listHolderRows(read, filter, pageSize, (page - 1) * pageSize);
  return { items: await views(read, rows), total, page, pageSize };
}

/** One holder; the own entry needs no permission. @throws pki.holder-not-found */
export async function getHolder(deps: Deps, actor: Actor, id: string): Promise<HolderView> {
  const own = actor.kind === 'person' && actor.holderId === id;
  if (!own) authorise(actor, 'pki.directory.read');
  const read = deps.storage.read<PkiTables>();
  const row = await findHolder(read, id);
  if (row === undefined) throw pkiErrors['holder-not-found']();
  return (await views(read, [row]))[0]!;
}

/** @throws common.forbidden, pki.field-…, pki.organisation-not-found, pki.holder-number-taken */
export async function createHolder(deps: Deps, actor: Actor, input: NewHolderInput): Promise<HolderView> {
  authorise(actor, 'pki.directory.write');
  const value = readHolder(input.kind, input);
  return deps.storage.transaction<PkiTables, HolderView>(async (tx) => {
    await needOrganisation(tx, input.organisationId);
    await freeNumber(tx, input.kind, value.number);
    const now = deps.clock.now().toISOString();
    const row: HolderRow = {
      id: newId(),
      kind: input.kind,
      organisation_id: input.organisationId,
      ...columns(value),
      state: 'active',
      created_at: now,
      updated_at: now,
    };
    await tx.insertInto('pki_holders').values(row).execute();
    await deps.events.append(tx, holderEvent('pki.holder.created', actor, row));
    return (await views(tx, [row]))[0]!;
  });
}

/** Changes what is given and leaves the rest; a person who left gets the event `pki.holder.left`. */
export async function updateHolder(
  deps: Deps,
  actor: Actor,
  id: string,
  change: HolderChangeInput,
): Promise<HolderView> {
  authorise(actor, 'pki.directory.write');
  return deps.storage.transaction<PkiTables, HolderView>(async (tx) => {
    const old = await findHolder(tx, id);
    if (old === undefined) throw pkiErrors['holder-not-found']();
    const value = readHolder(old.kind as HolderKind, { ...inputOf(old), ...change });
    if (change.organisationId !== undefined) await needOrganisation(tx, change.organisationId);
    if (value.number !== old.number) await freeNumber(tx, old.kind, value.number);
    const row: HolderRow = {
      ...old,
      ...columns(value),
      organisation_id: change.organisationId ?? old.organisation_id,
      state: change.state ?? old.state,
      updated_at: deps.clock.now().toISOString(),
    };
    await writeHolder(deps, tx, actor, old, row);
    return (await views(tx, [row]))[0]!;
  });
}

/** Which columns differ; empty when nothing would change. */
export const changedColumns = (old: HolderRow, row: HolderRow): (keyof HolderRow)[] =>
  (Object.keys(old) as (keyof HolderRow)[]).filter((key) => key !== 'updated_at' && old[key] !== row[key]);

/** Writes a changed holder and says what happened. Does nothing when nothing changed. */
export async function writeHolder(
  deps: Pick<Deps, 'events'>,
  tx: Tx,
  actor: Actor,
  old: HolderRow,
  row: HolderRow,
  data: { readonly importId?: string } = {},
): Promise<void> {
  const changed = changedColumns(old, row);
  if (changed.length === 0) return;
  await tx.updateTable('pki_holders').set(row).where('id', '=', row.id).execute();
  if (changed.some((key) => key !== 'state')) {
    await deps.events.append(tx, holderEvent('pki.holder.updated', actor, row, { changed, ...data }));
  }
  if (changed.includes('state')) {
    const name = row.state === 'left' ? 'pki.holder.left' : 'pki.holder.returned';
    await deps.events.append(tx, holderEvent(name, actor, row, { ...data }));
  }
}

/** A value as the columns of its row. */
export function columns(value: HolderValue) {
  const { name, number, email, mobile, title } = value;
  const dns_names = toJsonText(value.dnsNames);
  const ip_addresses = toJsonText(value.ipAddresses);
  return { name, number, email, mobile, title, dns_names, ip_addresses };
}

/** A row as `readHolder` takes it. */
export function inputOf(row: HolderRow) {
  return {
    name: row.name,
    number: row.number,
    email: row.email ?? '',
    mobile: row.mobile ?? '',
    title: row.title ?? '',
    dnsNames: fromJsonText<string[]>(row.dns_names),
    ipAddresses: fromJsonText<string[]>(row.ip_addresses),
  };
}

async function needOrganisation(tx: Tx, id: string): Promise<void> {
  if ((await findOrganisation(tx, id)) === undefined) {
    throw pkiErrors['organisation-not-found']({ field: 'organisationId' });
  }
}

async function freeNumber(tx: Tx, kind: string, number: string): Promise<void> {
  const taken = await holdersByNumber(tx, kind, [number]);
  if (taken.length > 0) throw pkiErrors['holder-number-taken']({ number, field: 'number' });
}

async function views(db: Tx, rows: readonly HolderRow[]): Promise<HolderView[]> {
  const paths = await organisationPaths(
    db,
    rows.map((row) => row.organisation_id),
  );
  const counts = await certificateCounts(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as HolderKind,
    organisationId: row.organisation_id,
    organisationPath: [...(paths.get(row.organisation_id) ?? [])],
    name: row.name,
    number: row.number,
    email: row.email,
    mobile: row.mobile,
    title: row.title,
    dnsNames: fromJsonText<string[]>(row.dns_names),
    ipAddresses: fromJsonText<string[]>(row.ip_addresses),
    state: row.state as HolderView['state'],
    createdAt: row.created_at,
    certificateCount: counts.get(row.id) ?? 0,
  }));
}
