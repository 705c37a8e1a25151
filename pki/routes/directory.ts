import { Closed, IdParams, Nothing, PageOf, pageQuery, type Route, route } from '#platform/http/index.ts';
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
  OrganisationQuery,
} from '../schemas.ts';
import type { Directory } from '../service/directory/index.ts';

/** 8 MiB as base64, and the JSON around it. */
const importBodyLimit = 11_300_000;

/** The API of the directory. */
export function directoryRoutes(directory: Directory): Route[] {
  return [
    route({
      method: 'GET',
      path: 'organisations',
      id: 'listOrganisations',
      summary: '机构列表 Organisations below a parent, or found by name or code',
      access: 'pki.directory.read',
      input: { query: OrganisationQuery },
      output: { 200: PageOf(Organisation) },
      handle: ({ actor, query }) => directory.listOrganisations(actor, query),
    }),
    route({
      method: 'POST',
      path: 'organisations',
      id: 'createOrganisation',
      summary: '新建机构 Add an organisation',
      access: 'pki.directory.write',
      input: { body: NewOrganisation },
      output: { 201: Organisation },
      handle: ({ actor, body }) => directory.createOrganisation(actor, body),
    }),
    route({
      method: 'PATCH',
      path: 'organisations/:id',
      id: 'updateOrganisation',
      summary: '修改或调整机构 Rename, recode or move an organisation',
      access: 'pki.directory.write',
      input: { params: IdParams, body: OrganisationChange },
      output: { 200: Organisation },
      handle: ({ actor, params, body }) => directory.updateOrganisation(actor, params.id, body),
    }),
    route({
      method: 'DELETE',
      path: 'organisations/:id',
      id: 'deleteOrganisation',
      summary: '删除空的机构 Delete an empty organisation',
      access: 'pki.directory.write',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => directory.deleteOrganisation(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'holders',
      id: 'listHolders',
      summary: '人员、服务器和设备列表 People, servers and devices',
      access: 'pki.directory.read',
      input: { query: HolderQuery },
      output: { 200: PageOf(Holder) },
      handle: ({ actor, query }) => directory.listHolders(actor, query),
    }),
    route({
      method: 'GET',
      path: 'holders/:id',
      id: 'getHolder',
      summary: '人员、服务器或设备详情 A person, server or device',
      // The own entry needs no permission; the service decides.
      access: { signedIn: true },
      input: { params: IdParams },
      output: { 200: Holder },
      handle: ({ actor, params }) => directory.getHolder(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'holders',
      id: 'createHolder',
      summary: '新建人员、服务器或设备 Add a person, server or device',
      access: 'pki.directory.write',
      input: { body: NewHolder },
      output: { 201: Holder },
      handle: ({ actor, body }) => directory.createHolder(actor, body),
    }),
    route({
      method: 'PATCH',
      path: 'holders/:id',
      id: 'updateHolder',
      summary:
        '修改人员、服务器或设备，或登记离职、停用 Change a person, server or device, or say that it left',
      access: 'pki.directory.write',
      input: { params: IdParams, body: HolderChange },
      output: { 200: Holder },
      handle: ({ actor, params, body }) => directory.updateHolder(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'imports',
      id: 'importDirectory',
      summary: '从 CSV 批量导入 Import organisations, people, servers or devices from CSV',
      access: 'pki.directory.import',
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
      id: 'listImports',
      summary: '导入记录 Imports, the latest first',
      access: 'pki.directory.import',
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Import) },
      handle: ({ actor, query }) => directory.listImports(actor, query),
    }),
    route({
      method: 'GET',
      path: 'imports/:id',
      id: 'getImport',
      summary: '导入报告 The report of an import, line by line',
      access: 'pki.directory.import',
      input: { params: IdParams },
      output: { 200: ImportReport },
      handle: ({ actor, params }) => directory.getImport(actor, params.id),
    }),
  ];
}
