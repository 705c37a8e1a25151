import { type Actor, authorise } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page } from '#platform/kernel/page.ts';
import { readCode } from '../../core/directory/fields.ts';
import { fitsBelow } from '../../core/directory/levels.ts';
import { readName, searchText } from '../../core/directory/text.ts';
import { pkiErrors } from '../../errors.ts';
import type { PkiDeps } from '../../ports.ts';
import type { OrganisationLevel, OrganisationView } from '../../schemas.ts';
import {
  countBelow,
  findOrganisation,
  listOrganisationRows,
  type OrganisationRow,
  organisationsByCode,
  rebasePaths,
} from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';
import { organisationEvent } from './events.ts';

type Deps = Pick<PkiDeps, 'storage' | 'events' | 'clock'>;
type Tx = Parameters<typeof findOrganisation>[0];

export type NewOrganisationInput = {
  readonly parentId?: string;
  readonly code: string;
  readonly name: string;
  readonly level: OrganisationLevel;
};
/** `parentId: null` puts it at the top. */
export type OrganisationChangeInput = {
  readonly name?: string;
  readonly code?: string;
  readonly parentId?: string | null;
};

/** The organisations of one parent (null: those at the top), or those that `q` finds anywhere. */
export async function listOrganisations(
  deps: Deps,
  actor: Actor,
  query: { parentId?: string; q?: string; page?: number; pageSize?: number },
): Promise<Page<OrganisationView>> {
  authorise(actor, 'pki.directory.read');
  const { page = 1, pageSize = 200 } = query;
  const filter = { parentId: query.parentId ?? null, q: searchText(query.q) };
  const read = deps.storage.read<PkiTables>();
  const { rows, total } = await listOrganisationRows(read, filter, pageSize, (page - 1) * pageSize);
  return { items: rows.map((row) => view(row, row.children, row.holders)), total, page, pageSize };
}

/** @throws common.forbidden, pki.field-…, pki.organisation-… */
export async function createOrganisation(
  deps: Deps,
  actor: Actor,
  input: NewOrganisationInput,
): Promise<OrganisationView> {
  authorise(actor, 'pki.directory.write');
  const code = readCode(input.code);
  const name = readName('name', input.name, 64);
  return deps.storage.transaction<PkiTables, OrganisationView>(async (tx) => {
    const parent = input.parentId === undefined ? undefined : await need(tx, input.parentId);
    await freeCode(tx, code);
    if (parent && !fitsBelow(input.level, parent.level))
      throw pkiErrors['organisation-level']({ field: 'level' });
    const id = newId();
    const row: OrganisationRow = {
      id,
      parent_id: parent?.id ?? null,
      code,
      name,
      level: input.level,
      path: `${parent?.path ?? '/'}${id}/`,
      created_at: deps.clock.now().toISOString(),
    };
    await tx.insertInto('pki_organisations').values(row).execute();
    await deps.events.append(tx, organisationEvent('pki.organisation.created', actor, row));
    return view(row, 0, 0);
  });
}

/**
 * The organisation that the set-up names, known by its code: made at the top of the tree, or corrected when
 * a try before, or an import, said otherwise.
 * @throws common.forbidden, pki.field-…, pki.credit-code, pki.organisation-level-fixed when others depend on it
 */
export async function settleOrganisation(
  deps: Deps,
  actor: Actor,
  input: Omit<NewOrganisationInput, 'parentId'>,
): Promise<OrganisationView> {
  authorise(actor, 'pki.directory.write');
  const code = readCode(input.code);
  const known = await organisationsByCode(deps.storage.read<PkiTables>(), [code]);
  if (known.length === 0) return createOrganisation(deps, actor, input);
  const name = readName('name', input.name, 64);
  return deps.storage.transaction<PkiTables, OrganisationView>(async (tx) => {
    const old = await need(tx, known[0]!.id);
    const { children, holders } = await countBelow(tx, old.id);
    const row = { ...old, name, level: input.level };
    if (row.level !== old.level && (children > 0 || old.parent_id !== null)) {
      throw pkiErrors['organisation-level-fixed']({ code, field: 'level' });
    }
    if (row.name !== old.name || row.level !== old.level) {
      await tx.updateTable('pki_organisations').set(row).where('id', '=', old.id).execute();
      const before = { name: old.name, level: old.level };
      await deps.events.append(tx, organisationEvent('pki.organisation.updated', actor, row, { before }));
    }
    return view(row, children, holders);
  });
}

/** Renames, recodes or moves an organisation with everything below it. @throws pki.organisation-… */
export async function updateOrganisation(
  deps: Deps,
  actor: Actor,
  id: string,
  change: OrganisationChangeInput,
): Promise<OrganisationView> {
  authorise(actor, 'pki.directory.write');
  const name = change.name === undefined ? undefined : readName('name', change.name, 64);
  const code = change.code === undefined ? undefined : readCode(change.code);
  return deps.storage.transaction<PkiTables, OrganisationView>(async (tx) => {
    const old = await need(tx, id);
    if (code !== undefined && code !== old.code) await freeCode(tx, code);
    const parent = await newParent(tx, old, change.parentId);
    const row = { ...old, name: name ?? old.name, code: code ?? old.code, ...parent };
    await tx.updateTable('pki_organisations').set(row).where('id', '=', id).execute();
    if (row.name !== old.name || row.code !== old.code) {
      const before = { name: old.name, code: old.code };
      await deps.events.append(tx, organisationEvent('pki.organisation.updated', actor, row, { before }));
    }
    if (row.path !== old.path) {
      await rebasePaths(tx, old.path, row.path);
      const before = { parentId: old.parent_id };
      await deps.events.append(tx, organisationEvent('pki.organisation.moved', actor, row, { before }));
    }
    const { children, holders } = await countBelow(tx, id);
    return view(row, children, holders);
  });
}

/** @throws pki.organisation-not-empty while anything is below it */
export async function deleteOrganisation(deps: Deps, actor: Actor, id: string): Promise<void> {
  authorise(actor, 'pki.directory.write');
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    const row = await need(tx, id);
    const below = await countBelow(tx, id);
    if (below.children + below.holders > 0) throw pkiErrors['organisation-not-empty'](below);
    await tx.deleteFrom('pki_organisations').where('id', '=', id).execute();
    await deps.events.append(tx, organisationEvent('pki.organisation.deleted', actor, row));
  });
}

/** Levels fall strictly from parent to child, so no move can close a circle. */
async function newParent(tx: Tx, old: OrganisationRow, parentId: string | null | undefined) {
  if (parentId === undefined || parentId === old.parent_id) return {};
  if (parentId === null) return { parent_id: null, path: `/${old.id}/` };
  const parent = await need(tx, parentId);
  if (!fitsBelow(old.level, parent.level)) throw pkiErrors['organisation-level']({ field: 'parentId' });
  return { parent_id: parent.id, path: `${parent.path}${old.id}/` };
}

async function need(tx: Tx, id: string): Promise<OrganisationRow> {
  const row = await findOrganisation(tx, id);
  if (row === undefined) throw pkiErrors['organisation-not-found']();
  return row;
}

async function freeCode(tx: Tx, code: string): Promise<void> {
  const taken = await organisationsByCode(tx, [code]);
  if (taken.length > 0) throw pkiErrors['organisation-code-taken']({ code, field: 'code' });
}

function view(row: OrganisationRow, childCount: number, holderCount: number): OrganisationView {
  const { id, parent_id: parentId, code, name, level } = row;
  return { id, parentId, code, name, level: level as OrganisationLevel, childCount, holderCount };
}
