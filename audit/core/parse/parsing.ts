import { clockSkew } from '../clock-skew.ts';
import type { EcsFields } from '../record.ts';
import { createSqlReader, type SqlParser, type SqlReader } from '../sql/reader.ts';
import { at, distinct, isFields, merge, said } from './fields.ts';
import { readLine } from './line.ts';
import { parsers } from './table.ts';
import { iso, readIso } from './time.ts';
import { type Fields, type Line, maxRecordLength, type ParseContext, type Parser } from './types.ts';

/** Names of parsers to try in turn, or every one there is. */
export type Chain = readonly string[] | 'auto';

/** Which parser knew the last record of each stream. */
type ParserMemory = {
  last(stream: string): string | undefined;
  remember(stream: string, parser: string): void;
};

export type Parsing = {
  /**
   * ECS fields of one record: always has `@timestamp`, `message`, `event.original` and `anmin`. What no parser
   * of the chain knows, or what is beyond the bounds, has `anmin.unknown: true`. Never throws; linear in the
   * length of the text.
   */
  parseRecord(text: string, chain: Chain, context: ParseContext): EcsFields;
};

const maxStreams = 10_000;

/** @param sql a real parser of SQL; without one tables are found by scan */
export function createParsing(deps: { readonly sql?: SqlParser } = {}): Parsing {
  const readSql = createSqlReader(deps.sql);
  const memory = createMemory();
  return {
    parseRecord(text, chain, context) {
      const kept = text.length > maxRecordLength ? text.slice(0, maxRecordLength) : text;
      let found: Found | undefined;
      try {
        found = kept === text ? find(text, chain, context, memory) : undefined;
        if (found?.fields) addSql(found.fields, readSql);
      } catch {
        // A parser that fails on a record must not lose it: it is kept as one that nobody knew.
        found = undefined;
      }
      return finish(kept, found, context, kept !== text);
    },
  };
}

function createMemory(): ParserMemory {
  const streams = new Map<string, string>();
  return {
    last: (stream) => streams.get(stream),
    remember(stream, parser) {
      if (streams.get(stream) === parser) return;
      streams.delete(stream);
      streams.set(stream, parser);
      if (streams.size > maxStreams) streams.delete(streams.keys().next().value!);
    },
  };
}

type Found = { readonly line: Line; readonly parser?: Parser; readonly fields?: Fields };

const automatic = [...parsers.values()].filter(({ byNameOnly }) => !byNameOnly);

function find(text: string, chain: Chain, context: ParseContext, memory: ParserMemory): Found {
  const line = readLine(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, context);
  const { stream } = context;
  const remembered = stream === undefined || chain !== 'auto' ? undefined : memory.last(stream);
  const first = remembered === undefined ? undefined : parsers.get(remembered);
  const known = first?.parse(line, context);
  if (first && known) return { parser: first, fields: known, line };
  const candidates = chain === 'auto' ? automatic : chain.map((name) => parsers.get(name));
  for (const parser of candidates) {
    const fields = parser === first ? undefined : parser?.parse(line, context);
    if (!parser || !fields) continue;
    if (stream !== undefined && chain === 'auto' && !parser.generic) memory.remember(stream, parser.name);
    return { parser, fields, line };
  }
  return { line };
}

function addSql(fields: Fields, read: SqlReader): void {
  const { db } = fields;
  const statement = at(db, 'statement');
  if (!isFields(db) || typeof statement !== 'string' || statement === '') return;
  const system = db.system;
  const reading = read(statement, system === 'mysql' || system === 'mariadb' ? 'mysql' : 'postgresql');
  db.fingerprint = reading.fingerprint;
  if (db.operation === undefined && reading.operation !== undefined) db.operation = reading.operation;
  if (db.class === undefined && reading.class !== undefined) db.class = reading.class;
  if (isFields(fields.event)) refineType(fields.event, db.class);
  const named = Array.isArray(db.tables) ? (db.tables as string[]) : [];
  const others = reading.tables.filter(
    (table) => !named.some((name) => name === table || name.endsWith(`.${table}`)),
  );
  const tables = [...named, ...others];
  if (tables.length === 0) return;
  db.tables = tables;
  db.tables_from = reading.from;
}

const typeOfClass: Readonly<Record<string, string>> = {
  READ: 'access',
  WRITE: 'change',
  ROLE: 'change',
  DDL: 'change',
};

/** A source that only says that something ran leaves what it was to the statement; who may do what is identity too. */
function refineType(event: Fields, kind: Fields[string] | undefined): void {
  const type = typeof kind === 'string' ? typeOfClass[kind] : undefined;
  const known = event.type;
  if (type !== undefined && Array.isArray(known) && known.length === 1 && known[0] === 'info')
    event.type = [type];
  const { category } = event;
  if (kind === 'ROLE' && Array.isArray(category) && !category.includes('iam'))
    event.category = [...category, 'iam'];
}

function finish(text: string, found: Found | undefined, context: ParseContext, cut: boolean): EcsFields {
  const fields = merge(found?.line.outer ?? {}, found?.fields ?? {});
  const time = timeOf(fields, found?.line, context);
  fields['@timestamp'] = iso(time ?? context.receivedAt) ?? iso(0)!;
  fields.ecs = { version: '9.1.0' };
  if (!isFields(fields.event)) fields.event = { kind: 'event' };
  const { event } = fields;
  event.kind ??= 'event';
  event.original = text;
  if (typeof fields.message !== 'string') fields.message = found?.line.body ?? text;
  const anmin: Fields = isFields(fields.anmin) ? fields.anmin : {};
  fields.anmin = anmin;
  if (found?.parser) anmin.parser = found.parser.name;
  else anmin.unknown = true;
  if (cut) anmin.truncated = true;
  const kind = context.sourceClass ?? found?.parser?.class;
  if (kind !== undefined) anmin.class = kind;
  if (context.received !== false) {
    event.ingested = iso(context.receivedAt) ?? iso(0)!;
    const skew = clockSkew(time, context.receivedAt);
    if (skew !== null) anmin.clock_skew_ms = skew;
  }
  addRelated(fields);
  return fields;
}

function timeOf(fields: Fields, line: Line | undefined, context: ParseContext): number | null {
  const stamp = fields['@timestamp'];
  const time = typeof stamp === 'string' ? Date.parse(stamp) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  return line?.time ?? leadingTime(line?.body, context);
}

/** Programs without a parser of their own mostly begin their lines with a time. */
function leadingTime(body: string | undefined, { timeZone }: ParseContext): number | null {
  if (!body) return null;
  return readIso(body, body.startsWith('[') ? 1 : 0, timeZone)?.time ?? null;
}

function addRelated(fields: Fields): void {
  const { user, source, destination, client } = fields;
  const users = distinct([
    said(at(user, 'name')),
    said(at(user, 'effective', 'name')),
    said(at(user, 'target', 'name')),
    said(at(client, 'user', 'name')),
  ]);
  const addresses = distinct([said(at(source, 'ip')), said(at(destination, 'ip')), said(at(client, 'ip'))]);
  if (!users && !addresses) return;
  const related: Fields = isFields(fields.related) ? fields.related : {};
  if (users) related.user = users;
  if (addresses) related.ip = addresses;
  fields.related = related;
}
