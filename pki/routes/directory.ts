import { Type } from 'typebox';
import {
  Closed,
  Id,
  IdParams,
  Nothing,
  Nullable,
  PageOf,
  pageQuery,
  type Route,
  route,
} from '#platform/http/index.ts';
import {
  Holder,
  HolderChange,
  HolderQuery,
  Import,
  ImportReport,
  NewHolder,
  NewImport,
  NewOrganisation,
  Organisation,
  OrganisationChange,
} from '../schemas.ts';
import type { Directory } from '../service/directory/index.ts';

const OrganisationQuery = Closed({
  ...pageQuery,
  /** One level of the tree is shown whole: it rarely has more. */
  pageSize: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
  /** Absent: those at the top. */
  parentId: Type.Optional(Id),
  /** Name or code, anywhere in the tree. */
  q: Type.Optional(Type.String({ maxLength: 64 })),
});
/** `parentId` moves it with everything below; null puts it at the top. */
const OrganisationEdit = Closed({ ...OrganisationChange.properties, parentId: Type.Optional(Nullable(Id)) });

/** 8 MiB as base64, and the JSON around it. */
const importBodyLimit = 11_300_000;

/** The API of the directory. */
export function directoryRoutes(directory: Directory): Route[] {
  return [
    route({
      method: 'GET',
      path: 'organisations',
      access: 'pki.directory.read',
      summary: 'Organisations below a parent, or found by name or code',
      id: 'listOrganisations',
      input: { query: OrganisationQuery },
      output: { 200: PageOf(Organisation) },
      handle: ({ actor, query }) => directory.listOrganisations(actor, query),
    }),
    route({
      method: 'POST',
      path: 'organisations',
      access: 'pki.directory.write',
      summary: 'Add an organisation',
      id: 'createOrganisation',
      input: { body: NewOrganisation },
      output: { 201: Organisation },
      handle: ({ actor, body }) => directory.createOrganisation(actor, body),
    }),
    route({
      method: 'PATCH',
      path: 'organisations/:id',
      access: 'pki.directory.write',
      summary: 'Rename, recode or move an organisation',
      id: 'updateOrganisation',
      input: { params: IdParams, body: OrganisationEdit },
      output: { 200: Organisation },
      handle: ({ actor, params, body }) => directory.updateOrganisation(actor, params.id, body),
    }),
    route({
      method: 'DELETE',
      path: 'organisations/:id',
      access: 'pki.directory.write',
      summary: 'Delete an empty organisation',
      id: 'deleteOrganisation',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => directory.deleteOrganisation(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'holders',
      access: 'pki.directory.read',
      summary: 'People, servers and devices',
      id: 'listHolders',
      input: { query: HolderQuery },
      output: { 200: PageOf(Holder) },
      handle: ({ actor, query }) => directory.listHolders(actor, query),
    }),
    route({
      method: 'GET',
      path: 'holders/:id',
      // The own entry needs no permission; the service decides.
      access: { signedIn: true },
      summary: 'A person, server or device',
      id: 'getHolder',
      input: { params: IdParams },
      output: { 200: Holder },
      handle: ({ actor, params }) => directory.getHolder(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'holders',
      access: 'pki.directory.write',
      summary: 'Add a person, server or device',
      id: 'createHolder',
      input: { body: NewHolder },
      output: { 201: Holder },
      handle: ({ actor, body }) => directory.createHolder(actor, body),
    }),
    route({
      method: 'PATCH',
      path: 'holders/:id',
      access: 'pki.directory.write',
      summary: 'Change a person, server or device, or say that it left',
      id: 'updateHolder',
      input: { params: IdParams, body: HolderChange },
      output: { 200: Holder },
      handle: ({ actor, params, body }) => directory.updateHolder(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'imports',
      access: 'pki.directory.import',
      summary: 'Import organisations, people, servers or devices from CSV',
      id: 'importDirectory',
      input: { body: NewImport },
      output: { 200: ImportReport },
      bodyLimit: importBodyLimit,
      handle: ({ actor, body }) =>
        directory.importFile(actor, {
          kind: body.kind,
          fileName: body.fileName,
          content: body.content,
          dryRun: body.dryRun ?? false,
        }),
    }),
    route({
      method: 'GET',
      path: 'imports',
      access: 'pki.directory.import',
      summary: 'Imports, the latest first',
      id: 'listImports',
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Import) },
      handle: ({ actor, query }) => directory.listImports(actor, query),
    }),
    route({
      method: 'GET',
      path: 'imports/:id',
      access: 'pki.directory.import',
      summary: 'The report of an import, line by line',
      id: 'getImport',
      input: { params: IdParams },
      output: { 200: ImportReport },
      handle: ({ actor, params }) => directory.getImport(actor, params.id),
    }),
  ];
}
