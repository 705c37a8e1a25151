import type { EcsFields, EcsValue } from '../record.ts';

/**
 * How a field is compared: `text` by words and phrases, `number` and `date` by order, `ip` by address and
 * network, `keyword` by the whole value (width and case aside).
 */
export type FieldType = 'text' | 'keyword' | 'number' | 'date' | 'ip';

/**
 * `quiet`: words of this field are not found by free text; it is looked for by name. `unique`: no two events have
 * the same value, so that its values are not counted.
 */
type Field = { readonly type: FieldType; readonly quiet?: true; readonly unique?: true };

const text: Field = { type: 'text' };
const keyword: Field = { type: 'keyword' };
const quiet: Field = { type: 'keyword', quiet: true };
const number: Field = { type: 'number' };
const date: Field = { type: 'date' };
const ip: Field = { type: 'ip' };

/** The fields that both stores index on their own. Any other path is a keyword. */
export const fieldTable: Readonly<Record<string, Field>> = {
  '@timestamp': date,
  message: text,
  'event.original': text,
  'event.reason': text,
  'error.message': text,
  'db.statement': text,
  'process.command_line': text,
  'url.original': text,
  'user_agent.original': text,
  'rule.description': text,

  'event.kind': quiet,
  'event.category': quiet,
  'event.type': quiet,
  'event.action': quiet,
  'event.outcome': quiet,
  'event.dataset': quiet,
  'event.module': quiet,
  'event.provider': quiet,
  'event.code': keyword,
  'event.ingested': date,
  'event.start': date,
  'event.end': date,
  'event.severity': number,
  'event.duration': number,

  'user.name': keyword,
  'user.id': keyword,
  'user.target.name': keyword,
  'user.effective.name': keyword,
  'group.name': keyword,
  'source.ip': ip,
  'source.port': number,
  'source.address': keyword,
  'source.bytes': number,
  'client.ip': ip,
  'destination.ip': ip,
  'destination.port': number,
  'destination.address': keyword,
  'destination.bytes': number,
  'server.ip': ip,
  'host.name': keyword,
  'host.ip': ip,
  'observer.name': keyword,
  'process.name': keyword,
  'process.executable': keyword,
  'process.pid': number,
  'process.exit_code': number,
  'service.name': keyword,
  'file.path': keyword,
  'network.transport': quiet,
  'network.protocol': quiet,
  'http.request.method': quiet,
  'http.response.status_code': number,
  'http.response.bytes': number,
  'url.path': keyword,
  'log.level': quiet,
  'log.syslog.appname': keyword,
  'log.syslog.facility.code': number,
  'log.syslog.facility.name': quiet,
  'log.syslog.severity.code': number,
  'log.syslog.severity.name': quiet,
  'log.syslog.priority': number,
  'related.user': quiet,
  'related.ip': ip,
  'related.hosts': quiet,
  'rule.id': keyword,
  'rule.name': keyword,
  'session.id': keyword,

  'db.system': quiet,
  'db.name': keyword,
  'db.user': keyword,
  'db.operation': quiet,
  'db.tables': keyword,
  'db.rows': number,
  'db.fingerprint': quiet,
  'db.class': quiet,

  'anmin.id': { type: 'keyword', quiet: true, unique: true },
  'anmin.source': quiet,
  'anmin.sequence': number,
  'anmin.parser': quiet,
  'anmin.unknown': quiet,
  'anmin.class': quiet,
  'anmin.clock_skew_ms': number,
  'ecs.version': quiet,
};

export function fieldType(path: string): FieldType {
  return Object.hasOwn(fieldTable, path) ? fieldTable[path]!.type : 'keyword';
}

export function isQuiet(path: string): boolean {
  return Object.hasOwn(fieldTable, path) && fieldTable[path]!.quiet === true;
}

export function isUnique(path: string): boolean {
  return Object.hasOwn(fieldTable, path) && fieldTable[path]!.unique === true;
}

/** How the most frequent values of a field are told apart; undefined: they cannot be asked for. */
export function facetTypeOf(path: string): 'keyword' | 'ip' | undefined {
  const type = Object.hasOwn(fieldTable, path) && !isUnique(path) ? fieldTable[path]!.type : undefined;
  return type === 'keyword' || type === 'ip' ? type : undefined;
}

/** A value that is no list and no object. */
export type Leaf = string | number | boolean;

const deepest = 32;

/** Calls `visit` with every leaf and its dotted path; lists give one call for each member. */
export function eachLeaf(fields: EcsFields, visit: (path: string, leaf: Leaf) => void): void {
  const walk = (value: EcsValue, path: string, depth: number): void => {
    if (value === null || depth > deepest) return;
    if (typeof value !== 'object') visit(path, value);
    else if (Array.isArray(value)) for (const member of value) walk(member, path, depth + 1);
    else {
      for (const [name, member] of Object.entries(value)) {
        walk(member, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    }
  };
  walk(fields, '', 0);
}

/** Whether the field, or one below it, has a value. */
export function hasLeafAt(fields: EcsFields, path: string): boolean {
  let found = false;
  eachLeaf(fields, (at) => {
    found ||= at === path || (at.startsWith(path) && at[path.length] === '.');
  });
  return found;
}

/** The leaves at one dotted path, lists opened. */
export function leavesAt(fields: EcsFields, path: string): Leaf[] {
  const found: Leaf[] = [];
  const walk = (value: EcsValue | undefined, rest: string): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) for (const member of value) walk(member, rest);
    else if (typeof value !== 'object') {
      if (rest === '') found.push(value as Leaf);
    } else if (rest !== '') {
      const object = value as EcsFields;
      // A name may itself have dots: what a sender called `labels.a.b` is found as that.
      for (let dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.', dot + 1)) {
        const name = rest.slice(0, dot);
        if (Object.hasOwn(object, name)) walk(object[name], rest.slice(dot + 1));
      }
      if (Object.hasOwn(object, rest)) walk(object[rest], '');
    }
  };
  walk(fields, path);
  return found;
}
