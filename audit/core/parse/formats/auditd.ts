import { compact, count, distinct, merge, side, some } from '../fields.ts';
import { secondsTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, Parser } from '../types.ts';
import { actionOf } from './auditd-actions.ts';
import { assembleAuditd } from './auditd-assemble.ts';
import { callName } from './auditd-calls.ts';
import { type AuditRecord, readAuditRecord } from './auditd-record.ts';
import { socketAddress } from './auditd-socket.ts';

/** Linux audit: the records of one event, joined by serial, hexadecimal values decoded. */
export const auditd: Parser = {
  name: 'auditd',
  title: { zh: 'Linux 审计（auditd）', en: 'Linux audit (auditd)' },
  class: 'operations',
  assemble: assembleAuditd,
  parse: parseAuditd,
};

const maxRecords = 200;

function parseAuditd({ text, body, outer }: Line): Fields | undefined {
  const whole = outer ? body : text;
  if (!whole.slice(0, 300).includes('audit(')) return undefined;
  const records: AuditRecord[] = [];
  for (const line of whole.split('\n', maxRecords)) {
    const record = readAuditRecord(line);
    if (record) records.push(record);
    else if (records.length === 0) return undefined;
  }
  const first = records[0]!;
  const main = records.find(({ type }) => type === 'SYSCALL') ?? first;
  const { category, type, action } = actionOf(records);
  const fields = compact({
    '@timestamp': iso(secondsTime(first.time)),
    event: compact({
      kind: 'event',
      category,
      type,
      action,
      outcome: outcomeOf(records),
      sequence: count(first.serial),
      dataset: 'auditd.log',
      module: 'auditd',
    }),
    message: whole,
    host: first.node === undefined ? undefined : { name: first.node, hostname: first.node },
    auditd: { record_types: [...new Set(records.map((record) => record.type))] },
  });
  merge(fields, mainFields(main, category));
  for (const record of records) merge(fields, detailFields(record, action));
  merge(fields, pathFields(records));
  return fields;
}

/** What the call came to counts before what a policy thought of it: a policy may only watch. */
function outcomeOf(records: readonly AuditRecord[]): string | undefined {
  for (const { values } of records) {
    const result = values.res ?? values.success ?? values.result;
    if (result === 'success' || result === 'yes' || result === '1') return 'success';
    if (result === 'failed' || result === 'no' || result === '0' || result === 'fail') return 'failure';
  }
  const policy = records.find(({ values }) => values.seresult ?? values.apparmor)?.values;
  const decision = policy?.seresult ?? policy?.apparmor?.toLowerCase();
  if (decision === 'denied') return policy?.permissive === '1' ? 'success' : 'failure';
  return decision === 'granted' || decision === 'allowed' ? 'success' : undefined;
}

/** `4294967295` and `-1`: nobody signed in. */
function identity(value: string | undefined): string | undefined {
  return value === undefined || value === '4294967295' || value === 'unset' || value === '-1'
    ? undefined
    : value;
}

function nameOf(value: string | undefined): string | undefined {
  return value === undefined || value === 'unset' || value === '?' || value.startsWith('unknown(')
    ? undefined
    : value;
}

function mainFields(main: AuditRecord, category: readonly string[]): Fields {
  const { values } = main;
  const keys = keysOf(values.key);
  return compact({
    ...peopleOf(main, category),
    process: some({
      pid: count(values.pid),
      name: values.comm,
      executable: values.exe,
      parent: some({ pid: count(values.ppid) }),
      working_directory: values.cwd,
      tty: some({ name: nameOf(values.terminal) ?? (values.tty === '(none)' ? undefined : values.tty) }),
    }),
    source: addressOf(values),
    service: some({ name: values.unit }),
    rule: keys && { name: keys[0]! },
    tags: keys,
    auditd: some({ session: identity(values.ses), data: some(dataOf(main)) }),
  });
}

/** Keys of the rules that matched: of several, each behind the other with \x01 between; some kernels write `key=` again. */
function keysOf(key: string | undefined): string[] | undefined {
  if (key === undefined || key === '(null)') return undefined;
  const keys = key.split('\x01', 32).map((text) => (text.startsWith('key=') ? text.slice(4) : text));
  return distinct(keys);
}

/**
 * Who acted, on whom. `uid` is the process that wrote the record: for the records of a sign-in it is the
 * daemon, the person is `acct` or `id`; for those of a change of accounts the person is who signed in
 * (`auid`), and `acct` or `id` is whom it was done to.
 */
function peopleOf({ values, names }: AuditRecord, category: readonly string[]): Fields {
  const login = some({ id: identity(values.auid), name: nameOf(names.AUID) });
  const process = some({ id: identity(values.uid), name: nameOf(names.UID) });
  const group = some({ id: identity(values.gid), name: nameOf(names.GID) });
  const account = nameOf(values.acct ?? values.user) ?? nameOf(names.ID);
  const accountId = count(values.id) === undefined ? undefined : values.id;
  if (category.includes('iam')) {
    const ofGroup = /group|grp/i.test(values.op ?? '') && values.acct === undefined;
    return compact({
      user: some({
        ...(login ?? process),
        audit: login,
        effective: login && process,
        target: ofGroup ? undefined : some({ id: accountId, name: account }),
      }),
      group: some({
        id: ofGroup ? accountId : undefined,
        name: values.grp ?? (ofGroup ? nameOf(names.ID) : undefined),
      }),
    });
  }
  if (category.includes('authentication') || category.includes('session')) {
    const same =
      account === undefined || account === process?.name || (account === 'root' && values.uid === '0');
    const id =
      accountId ?? (same ? identity(values['old-auid'] === undefined ? values.uid : values.auid) : undefined);
    return { user: compact({ name: account ?? nameOf(names.UID), id, audit: login }) };
  }
  return compact({
    user: some({
      name: process?.name ?? account,
      id: process?.id,
      effective: some({ id: identity(values.euid), name: nameOf(names.EUID) }),
      target: process?.name === undefined || account === undefined ? undefined : { name: account },
      audit: login,
      group,
    }),
  });
}

function addressOf(values: AuditRecord['values']): Fields | undefined {
  const address = nameOf(values.addr) ?? nameOf(values.hostname);
  return address === undefined ? undefined : side(address);
}

/** Names that have a place of their own. */
const placed = new Set([
  'auid',
  'uid',
  'gid',
  'euid',
  'pid',
  'ppid',
  'comm',
  'exe',
  'cwd',
  'ses',
  'addr',
  'hostname',
  'res',
  'key',
  'unit',
  'acct',
]);

function dataOf(record: AuditRecord): Fields {
  const { values, names } = record;
  const data: Fields = {};
  for (const name in values) if (!placed.has(name)) data[name.toLowerCase()] = values[name]!;
  for (const name in names)
    if (!name.endsWith('UID') && !name.endsWith('GID')) data[`${name.toLowerCase()}_name`] = names[name]!;
  const call = values.syscall === undefined ? undefined : callName(record);
  if (call !== undefined) data.syscall_name = call;
  return data;
}

function detailFields({ type, values }: AuditRecord, action: string): Fields {
  if (type === 'EXECVE') {
    const args = argumentsOf(values);
    return { process: { args, args_count: count(values.argc) ?? args.length, command_line: args.join(' ') } };
  }
  if (type === 'CWD' && values.cwd !== undefined) return { process: { working_directory: values.cwd } };
  if (type === 'PROCTITLE' && values.proctitle !== undefined) {
    return { process: { title: values.proctitle.replaceAll('\0', ' ') } };
  }
  if (type === 'SOCKADDR' && values.saddr !== undefined) {
    const remote = socketAddress(values.saddr);
    if (!remote) return {};
    if (action === 'accepted-connection-from') return { source: remote, network: { direction: 'ingress' } };
    return action === 'connected-to'
      ? { destination: remote, network: { direction: 'egress' } }
      : { destination: remote };
  }
  if (type === 'USER_CMD' && values.cmd !== undefined) return { process: { command_line: values.cmd } };
  return {};
}

const maxArguments = 500;

/** `a0`, `a1`, …; a long one is written in pieces, `a1[0]`, `a1[1]`. */
function argumentsOf(values: AuditRecord['values']): string[] {
  const args: string[] = [];
  for (let i = 0; i < maxArguments; i++) {
    let value = values[`a${i}`];
    if (value === undefined && values[`a${i}[0]`] !== undefined) {
      value = '';
      for (let piece = 0; values[`a${i}[${piece}]`] !== undefined; piece++)
        value += values[`a${i}[${piece}]`];
    }
    if (value === undefined) break;
    args.push(value);
  }
  return args;
}

const maxPaths = 32;

/** The first path is what the call was about; the second of a rename, and the loader of a program, come after. */
function pathFields(records: readonly AuditRecord[]): Fields {
  const paths = records.filter(
    ({ type, values }) =>
      type === 'PATH' &&
      (values.nametype ?? values.objtype) !== 'PARENT' &&
      values.name !== undefined &&
      values.name !== '(null)',
  );
  const main = paths[0]?.values;
  if (!main) return objectFields(records);
  const names = distinct(paths.slice(0, maxPaths).map(({ values }) => values.name));
  return {
    file: compact({
      path: main.name,
      mode: main.mode?.slice(-4),
      inode: main.inode,
      uid: main.ouid,
      gid: main.ogid,
    }),
    ...(names && names.length > 1 ? { auditd: { paths: names } } : {}),
  };
}

/** What a policy kept from being touched. */
function objectFields(records: readonly AuditRecord[]): Fields {
  for (const { type, values } of records) {
    const path = type === 'AVC' ? (values.path ?? values.name) : undefined;
    if (path?.startsWith('/') && (values.apparmor !== 'STATUS' || values.path !== undefined))
      return { file: { path } };
  }
  return {};
}
