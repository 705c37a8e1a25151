import { compact, count, merge, side, some } from '../fields.ts';
import { secondsTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, Parser } from '../types.ts';
import { actionOf } from './auditd-actions.ts';
import { assembleAuditd } from './auditd-assemble.ts';
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
  merge(fields, mainFields(main));
  for (const record of records) merge(fields, detailFields(record));
  nameGroups(fields, records);
  return fields;
}

function outcomeOf(records: readonly AuditRecord[]): string | undefined {
  for (const { values } of records) {
    const result = values.res ?? values.success ?? values.result;
    if (result === 'success' || result === 'yes' || result === '1') return 'success';
    if (result === 'failed' || result === 'no' || result === '0' || result === 'fail') return 'failure';
  }
  return undefined;
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

function mainFields({ values, names }: AuditRecord): Fields {
  const account = values.acct ?? values.user;
  const login = identity(values.auid);
  return compact({
    user: some({
      name: nameOf(names.UID) ?? nameOf(account),
      id: identity(values.uid),
      effective: some({ id: identity(values.euid), name: nameOf(names.EUID) }),
      target:
        nameOf(names.UID) !== undefined && account !== undefined
          ? some({ name: nameOf(account) })
          : undefined,
      audit: some({ id: login, name: nameOf(names.AUID) }),
      group: some({ id: identity(values.gid), name: nameOf(names.GID) }),
    }),
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
    rule: values.key === undefined || values.key === '(null)' ? undefined : { name: values.key },
    auditd: some({ session: identity(values.ses), data: some(dataOf(values, names)) }),
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

function dataOf(values: AuditRecord['values'], names: AuditRecord['names']): Fields {
  const data: Fields = {};
  for (const name in values) if (!placed.has(name)) data[name.toLowerCase()] = values[name]!;
  for (const name in names)
    if (!name.endsWith('UID') && !name.endsWith('GID')) data[`${name.toLowerCase()}_name`] = names[name]!;
  return data;
}

function detailFields({ type, values }: AuditRecord): Fields {
  if (type === 'EXECVE') {
    const args = argumentsOf(values);
    return { process: { args, args_count: count(values.argc) ?? args.length, command_line: args.join(' ') } };
  }
  if (type === 'CWD' && values.cwd !== undefined) return { process: { working_directory: values.cwd } };
  if (type === 'PROCTITLE' && values.proctitle !== undefined) {
    return { process: { title: values.proctitle.replaceAll('\0', ' ') } };
  }
  if (
    type === 'PATH' &&
    values.nametype !== 'PARENT' &&
    values.name !== undefined &&
    values.name !== '(null)'
  ) {
    return {
      file: compact({
        path: values.name,
        mode: values.mode?.slice(-4),
        inode: values.inode,
        uid: values.ouid,
        gid: values.ogid,
      }),
    };
  }
  if (type === 'SOCKADDR' && values.saddr !== undefined) {
    const remote = socketAddress(values.saddr);
    return remote ? { destination: remote } : {};
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

/** Account records name the group or account that was changed. */
function nameGroups(fields: Fields, records: readonly AuditRecord[]): void {
  const { values } = records[0]!;
  if (values.grp !== undefined) merge(fields, { group: { name: values.grp } });
}
