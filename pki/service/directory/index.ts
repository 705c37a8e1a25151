import type { Actor } from '#platform/kernel/actor.ts';
import type { PkiDeps } from '../../ports.ts';
import {
  createHolder,
  getHolder,
  type HolderChangeInput,
  type HolderQueryInput,
  listHolders,
  type NewHolderInput,
  updateHolder,
} from './holders.ts';
import { getImport, type ImportInput, importFile, listImports } from './imports.ts';
import {
  createOrganisation,
  deleteOrganisation,
  listOrganisations,
  type NewOrganisationInput,
  type OrganisationChangeInput,
  settleOrganisation,
  updateOrganisation,
} from './organisations.ts';

/** The use cases of the directory: organisations as a tree, and who or what holds certificates. */
export function createDirectory(deps: Pick<PkiDeps, 'storage' | 'events' | 'clock'>) {
  return {
    listOrganisations: (
      actor: Actor,
      query: { parentId?: string; q?: string; page?: number; pageSize?: number },
    ) => listOrganisations(deps, actor, query),
    createOrganisation: (actor: Actor, input: NewOrganisationInput) => createOrganisation(deps, actor, input),
    settleOrganisation: (actor: Actor, input: Omit<NewOrganisationInput, 'parentId'>) =>
      settleOrganisation(deps, actor, input),
    updateOrganisation: (actor: Actor, id: string, change: OrganisationChangeInput) =>
      updateOrganisation(deps, actor, id, change),
    deleteOrganisation: (actor: Actor, id: string) => deleteOrganisation(deps, actor, id),
    listHolders: (actor: Actor, query: HolderQueryInput) => listHolders(deps, actor, query),
    getHolder: (actor: Actor, id: string) => getHolder(deps, actor, id),
    createHolder: (actor: Actor, input: NewHolderInput) => createHolder(deps, actor, input),
    updateHolder: (actor: Actor, id: string, change: HolderChangeInput) =>
      updateHolder(deps, actor, id, change),
    importFile: (actor: Actor, input: ImportInput) => importFile(deps, actor, input),
    listImports: (actor: Actor, query: { page?: number; pageSize?: number }) =>
      listImports(deps, actor, query),
    getImport: (actor: Actor, id: string) => getImport(deps, actor, id),
  };
}

export type Directory = ReturnType<typeof createDirectory>;
