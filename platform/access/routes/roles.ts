import { Closed, Nothing, type Route, route } from '../../http/index.ts';
import type { AccessService } from '../index.ts';
import {
  CreateRoleBody,
  Permissions,
  Policy,
  Reason,
  Role,
  RoleBody,
  RoleParams,
  Roles,
} from '../schemas.ts';

export function roleRoutes({ roles, policy }: AccessService): Route[] {
  return [
    route({
      method: 'GET',
      path: 'roles',
      id: 'listRoles',
      summary: '角色及其权限 Roles and their permissions',
      access: 'access.roles.read',
      output: { 200: Roles },
      handle: async ({ actor }) => ({ items: await roles.list(actor) }),
    }),
    route({
      method: 'POST',
      path: 'roles',
      id: 'createRole',
      summary: '新建自定义角色 Create a custom role',
      access: 'access.roles.manage',
      input: { body: CreateRoleBody },
      output: { 201: Role },
      handle: ({ actor, body }) => roles.create(actor, body.name, body),
    }),
    route({
      method: 'PUT',
      path: 'roles/:name',
      id: 'updateRole',
      summary: '修改自定义角色 Change a custom role',
      access: 'access.roles.manage',
      input: { params: RoleParams, body: RoleBody },
      output: { 200: Role },
      handle: ({ actor, params, body }) => roles.update(actor, params.name, body),
    }),
    route({
      method: 'DELETE',
      path: 'roles/:name',
      id: 'deleteRole',
      summary: '删除自定义角色 Delete a custom role',
      access: 'access.roles.manage',
      input: { params: RoleParams, query: Closed({ reason: Reason }) },
      output: { 204: Nothing },
      handle: ({ actor, params, query }) => roles.remove(actor, params.name, query.reason),
    }),
    route({
      method: 'GET',
      path: 'permissions',
      id: 'listPermissions',
      summary: '全部权限 All permissions',
      access: 'access.roles.read',
      output: { 200: Permissions },
      handle: async ({ actor }) => ({ items: roles.permissions(actor) }),
    }),
    route({
      method: 'GET',
      path: 'policy',
      id: 'getAccessPolicy',
      summary: '访问策略及等保依据 The policy in force and the clauses it serves',
      access: 'access.policy.read',
      output: { 200: Policy },
      handle: async ({ actor }) => ({ items: policy(actor) }),
    }),
  ];
}
