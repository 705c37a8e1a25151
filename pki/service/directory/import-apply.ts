import type { Actor } from '#platform/kernel/actor.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import { about } from '../../core/directory/labels.ts';
import { fitsBelow } from '../../core/directory/levels.ts';
import { pkiErrors } from '../../errors.ts';
import type { PkiDeps } from '../../ports.ts';
import type { HolderKind } from '../../schemas.ts';
import type { Db } from '../../store/db.ts';
import {
  type HolderRow,
  holdersByNumber,
  type OrganisationRow,
  organisationsByCode,
  rebasePaths,
} from '../../store/directory.ts';
import { holderEvent, organisationEvent } from './events.ts';
import { changedColumns, columns, writeHolder } from './holders.ts';
import type { HolderEntry, OrganisationEntry, Refusal } from './import-read.ts';

export type Taken = {
  readonly line: number;
  readonly raw: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly code: string;
};
export type Outcome = Taken | (Refusal & { readonly code?: string });

/** Where a chunk is applied. Without `write` nothing is changed, and `world` carries what would be. */
export type Ground = {
  readonly db: Db;
  readonly deps: Pick<PkiDeps, 'events'>;
  readonly actor: Actor;
  readonly importId: string;
  readonly now: string;
  readonly write: boolean;
  readonly world: Map<string, OrganisationRow>;
};

/** Takes each good line and names what is wrong with each other one. Parents come before children. */
export async function applyOrganisations(
  ground: Ground,
  entries: readonly OrganisationEntry[],
): Promise<Outcome[]> {
  const codes = entries.flatMap(({ organisation: o }) => (o.parentCode ? [o.code, o.parentCode] : [o.code]));
  await learn(ground, codes);
  const outcomes: Outcome[] = [];
  for (const { line, raw, organisation } of entries) {
    const { code } = organisation;
    try {
      const outcome = await applyOrganisation(ground, organisation);
      outcomes.push({ line, raw, outcome, code });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      outcomes.push({ line, raw, error, code });
    }
  }
  return outcomes;
}

/** What the database says of these; a dry run has imagined the others. */
async function learn({ db, world }: Ground, codes: readonly string[]): Promise<void> {
  for (const row of await organisationsByCode(db, codes)) world.set(row.code, row);
}

async function applyOrganisation(
  ground: Ground,
  { code, name, level, parentCode }: OrganisationEntry['organisation'],
): Promise<Taken['outcome']> {
  const { db, deps, actor, world, write, importId } = ground;
  const old = world.get(code);
  if (old && old.level !== level) throw pkiErrors['organisation-level-fixed']({ code, field: 'level' });
  const parent = parentCode ? world.get(parentCode) : undefined;
  if (parentCode && !parent) {
    throw pkiErrors['organisation-code-unknown']({ code: parentCode, ...about('parentCode') });
  }
  if (parent && !fitsBelow(level, parent.level)) throw pkiErrors['organisation-level']({ field: 'level' });
  const parentId = parentCode === undefined ? (old?.parent_id ?? null) : (parent?.id ?? null);
  const stays = old !== undefined && old.parent_id === parentId;
  const id = old?.id ?? newId();
  const row: OrganisationRow = {
    id,
    parent_id: parentId,
    code,
    name,
    level,
    path: stays ? old.path : `${parent?.path ?? '/'}${id}/`,
    created_at: old?.created_at ?? ground.now,
  };
  world.set(code, row);
  if (old === undefined) {
    if (write) {
      await db.insertInto('pki_organisations').values(row).execute();
      await deps.events.append(db, organisationEvent('pki.organisation.created', actor, row, { importId }));
    }
    return 'created';
  }
  const renamed = row.name !== old.name;
  const moved = !stays;
  if (moved) {
    for (const [key, other] of world) {
      if (other.id !== id && other.path.startsWith(old.path)) {
        world.set(key, { ...other, path: row.path + other.path.slice(old.path.length) });
      }
    }
  }
  if (write && (renamed || moved)) {
    await db.updateTable('pki_organisations').set(row).where('id', '=', id).execute();
    if (moved) await rebasePaths(db, old.path, row.path);
    const before = { name: old.name, parentId: old.parent_id };
    const event = moved ? 'pki.organisation.moved' : 'pki.organisation.updated';
    await deps.events.append(db, organisationEvent(event, actor, row, { before, importId }));
  }
  return renamed || moved ? 'updated' : 'unchanged';
}

/** The same for people, servers and devices; their organisations must exist. */
export async function applyHolders(
  ground: Ground,
  kind: HolderKind,
  entries: readonly HolderEntry[],
): Promise<Outcome[]> {
  await learn(
    ground,
    entries.map(({ holder }) => holder.organisationCode),
  );
  const numbers = entries.map(({ holder }) => holder.value.number);
  const known = new Map((await holdersByNumber(ground.db, kind, numbers)).map((row) => [row.number, row]));
  const outcomes: Outcome[] = [];
  for (const { line, raw, holder } of entries) {
    const code = holder.value.number;
    const organisation = ground.world.get(holder.organisationCode);
    if (organisation === undefined) {
      const details = { code: holder.organisationCode, field: 'organisationCode' };
      outcomes.push({ line, raw, code, error: pkiErrors['organisation-code-unknown'](details) });
      continue;
    }
    const old = known.get(code);
    const row = old
      ? changed(old, holder, organisation.id, ground.now)
      : created(kind, holder, organisation.id, ground.now);
    const outcome =
      old === undefined ? 'created' : changedColumns(old, row).length > 0 ? 'updated' : 'unchanged';
    if (ground.write) await writeLine(ground, old, row);
    outcomes.push({ line, raw, outcome, code });
  }
  return outcomes;
}

async function writeLine({ db, deps, actor, importId }: Ground, old: HolderRow | undefined, row: HolderRow) {
  if (old) return writeHolder(deps, db, actor, old, row, { importId });
  await db.insertInto('pki_holders').values(row).execute();
  await deps.events.append(db, holderEvent('pki.holder.created', actor, row, { importId }));
}

function created(
  kind: HolderKind,
  { value, state }: HolderEntry['holder'],
  organisationId: string,
  now: string,
): HolderRow {
  return {
    id: newId(),
    kind,
    organisation_id: organisationId,
    ...columns(value),
    state: state ?? 'active',
    created_at: now,
    updated_at: now,
  };
}

function changed(
  old: HolderRow,
  { value, given, state }: HolderEntry['holder'],
  organisationId: string,
  now: string,
): HolderRow {
  const next = columns(value);
  return {
    ...old,
    organisation_id: organisationId,
    name: next.name,
    email: given.has('email') ? next.email : old.email,
    mobile: given.has('mobile') ? next.mobile : old.mobile,
    title: given.has('title') ? next.title : old.title,
    dns_names: given.has('dnsNames') ? next.dns_names : old.dns_names,
    ip_addresses: given.has('ipAddresses') ? next.ip_addresses : old.ip_addresses,
    state: state ?? old.state,
    updated_at: now,
  };
}
