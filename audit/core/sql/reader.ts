import { hashOf, lookOf } from './fingerprint.ts';
import { classOf, operationOf, scanTables } from './scan.ts';
import { type SqlDialect, type SqlToken, sqlTokens } from './tokens.ts';

/** What a real parser says of a statement. */
export type SqlFacts = { readonly tables: readonly string[]; readonly operation?: string };

/** A real parser: undefined for what it does not take. Must be bounded; the reader only gives short, flat text. */
export type SqlParser = (sql: string, dialect: SqlDialect) => SqlFacts | undefined;

type SqlReading = {
  readonly fingerprint: string;
  readonly operation?: string;
  readonly class?: string;
  readonly tables: readonly string[];
  /** `parser`: a real parser said so; `scan`: by the words before names. */
  readonly from: 'parser' | 'scan';
};

export type SqlReader = (sql: string, dialect: SqlDialect) => SqlReading;

const maxStatement = 65_536;
/** Longer or deeper statements are scanned: a grammar may take its time over them. */
const maxParsed = 8_192;
const maxDepth = 40;
const cacheSize = 5_000;

/** Reads statements; what was found for a fingerprint is kept for the next statement of that look. */
export function createSqlReader(parse: SqlParser | undefined): SqlReader {
  const known = new Map<string, SqlReading>();
  return (sql, dialect) => {
    const text = sql.length > maxStatement ? sql.slice(0, maxStatement) : sql;
    const tokens = sqlTokens(text, dialect);
    const look = lookOf(tokens);
    const key = `${dialect}/${look}`;
    const there = known.get(key);
    if (there) {
      known.delete(key);
      known.set(key, there);
      return there;
    }
    const reading = readNew(tokens, text, dialect, hashOf(look), parse);
    known.set(key, reading);
    if (known.size > cacheSize) known.delete(known.keys().next().value!);
    return reading;
  };
}

function readNew(
  tokens: readonly SqlToken[],
  sql: string,
  dialect: SqlDialect,
  fingerprint: string,
  parse: SqlParser | undefined,
): SqlReading {
  const scannedOperation = operationOf(tokens);
  const short = parse === undefined ? undefined : shortened(tokens, sql);
  const facts = short === undefined ? undefined : parse!(short, dialect);
  const operation = facts?.operation ?? scannedOperation;
  const kind = classOf(operation);
  const tables = facts ? [...new Set(facts.tables)] : scanTables(tokens);
  return { fingerprint, operation, class: rolesToo(tokens, kind), tables, from: facts ? 'parser' : 'scan' };
}

/** `CREATE USER`, `ALTER ROLE` and `SET PASSWORD` are about who may do what. */
function rolesToo(tokens: readonly SqlToken[], kind: string | undefined): string | undefined {
  const [first, second] = tokens;
  const about = second?.text.toLowerCase();
  if (kind === 'DDL' && (about === 'user' || about === 'role')) return 'ROLE';
  return first?.text.toLowerCase() === 'set' && about === 'password' ? 'ROLE' : kind;
}

/** The statement with lists of literals cut to one and without comments; undefined when it is still long or deep. */
function shortened(tokens: readonly SqlToken[], sql: string): string | undefined {
  let text = '';
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'mark') {
      if (token.text === '(' && ++depth > maxDepth) return undefined;
      if (token.text === ')') depth--;
    }
    const space = i > 0 && tokens[i - 1]!.end !== token.at ? ' ' : '';
    text += space + sql.slice(token.at, token.end);
    if (text.length > maxParsed) return undefined;
    if (token.kind === 'literal') {
      while (tokens[i + 1]?.text === ',' && tokens[i + 2]?.kind === 'literal' && tokens[i + 3]?.text === ',')
        i += 2;
    }
  }
  return text;
}
