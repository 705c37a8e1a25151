import { compact, some } from '../fields.ts';
import type { Fields, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** useradd, usermod, passwd and their kin: accounts and groups of a server. */
export const accounts: Parser = {
  name: 'accounts',
  title: { zh: '主机账户与组变更', en: 'Accounts and groups of a server' },
  class: 'operations',
  parse(line) {
    if (!programs.has(line.program)) return undefined;
    const fields = pamFields(line) ??
      changeFields(line.body) ?? { event: { kind: 'event', category: ['iam'], type: ['info'] } };
    Object.assign(fields.event as Fields, { dataset: 'system.auth', module: 'accounts' });
    return fields;
  },
};

const programs = new Set([
  'useradd',
  'userdel',
  'usermod',
  'groupadd',
  'groupdel',
  'groupmod',
  'gpasswd',
  'passwd',
  'chpasswd',
  'chage',
  'chsh',
  'chfn',
  'adduser',
  'deluser',
]);

type Shape = {
  readonly pattern: RegExp;
  readonly type: string[];
  readonly action: string;
  readonly outcome?: 'failure';
};

const shapes: readonly Shape[] = [
  {
    pattern: /^new user: name=(?<user>[^,]{1,100}), UID=(?<uid>\d+), GID=(?<gid>\d+)/,
    type: ['user', 'creation'],
    action: 'user_added',
  },
  {
    pattern: /^failed adding user '(?<user>[^']{1,100})'/,
    type: ['user', 'creation'],
    action: 'user_added',
    outcome: 'failure',
  },
  {
    pattern: /^new group: name=(?<group>[^,]{1,100}), GID=(?<gid>\d+)/,
    type: ['group', 'creation'],
    action: 'group_added',
  },
  {
    pattern: /^group added to [^:]{1,100}: name=(?<group>[^,]{1,100})(?:, GID=(?<gid>\d+))?/,
    type: ['group', 'creation'],
    action: 'group_added',
  },
  { pattern: /^delete user '(?<user>[^']{1,100})'/, type: ['user', 'deletion'], action: 'user_deleted' },
  {
    pattern: /^(?:group '(?<group>[^']{1,100})' removed|removed group '(?<removed>[^']{1,100})')/,
    type: ['group', 'deletion'],
    action: 'group_deleted',
  },
  {
    pattern: /^add '(?<user>[^']{1,100})' to (?:shadow )?group '(?<group>[^']{1,100})'/,
    type: ['group', 'change'],
    action: 'user_added_to_group',
  },
  {
    pattern: /^user (?<user>[^ ]{1,100}) added by (?<actor>[^ ]{1,100}) to group (?<group>[^ ]{1,100})/,
    type: ['group', 'change'],
    action: 'user_added_to_group',
  },
  {
    pattern:
      /^(?:delete|removed) '?(?<user>[^' ]{1,100})'? (?:from|removed by) (?:shadow )?group '(?<group>[^']{1,100})'/,
    type: ['group', 'change'],
    action: 'user_removed_from_group',
  },
  { pattern: /^change user '(?<user>[^']{1,100})'/, type: ['user', 'change'], action: 'user_changed' },
  {
    pattern: /^(?:lock|unlock) user '(?<user>[^']{1,100})'/,
    type: ['user', 'change'],
    action: 'user_lock_changed',
  },
  {
    pattern: /^password for '?(?<user>[^' ]{1,100})'? changed/,
    type: ['user', 'change'],
    action: 'password_changed',
  },
];

function changeFields(body: string): Fields | undefined {
  if (body.length > 2_000) return undefined;
  for (const { pattern, type, action, outcome = 'success' } of shapes) {
    const groups = pattern.exec(body)?.groups;
    if (!groups) continue;
    const { user, uid, gid, group, removed, actor } = groups;
    const target = user === undefined ? undefined : compact({ name: user, id: uid });
    return compact({
      event: { kind: 'event', category: ['iam'], type, action, outcome },
      user: actor === undefined ? target : { name: actor, target: target ?? {} },
      group: some({ name: group ?? removed, id: gid }),
    });
  }
  return undefined;
}
