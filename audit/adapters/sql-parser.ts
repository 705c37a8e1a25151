import { createRequire } from 'node:module';
import type { SqlFacts, SqlParser } from '../core/sql/reader.ts';

/**
 * Real SQL parsers: PostgreSQL's own (libpg-query) and node-sql-parser's dialect of MariaDB. Each is loaded
 * when the first statement of its family comes, not before.
 */
export async function createSqlParser(): Promise<SqlParser> {
  const load = createRequire(import.meta.url);
  const postgres = await import('libpg-query');
  await postgres.loadModule();
  let mariadb: MariadbParser | undefined;
  return (sql, dialect) => {
    try {
      if (dialect === 'postgresql') return postgresFacts(postgres.parseSync(sql));
      mariadb ??= new (
        load('node-sql-parser/build/mariadb.js') as { Parser: new () => MariadbParser }
      ).Parser();
      return mariadbFacts(mariadb.parse(sql).tableList);
    } catch {
      // The statement is not of its grammar: the caller falls back to its own scan.
      return undefined;
    }
  };
}

type MariadbParser = { parse(sql: string): { tableList: readonly string[] } };

/** Rows are `operation::database::table`, `null` where no database is named. */
function mariadbFacts(rows: readonly string[]): SqlFacts {
  const tables = rows.flatMap((row) => {
    const [, database, table] = row.split('::');
    if (table === undefined || table === '' || table === 'null') return [];
    return [(database === 'null' || !database ? table : `${database}.${table}`).toLowerCase()];
  });
  return { tables };
}

type Node = { readonly [key: string]: unknown };

const maxNodes = 50_000;

const statements: Readonly<Record<string, string>> = {
  SelectStmt: 'SELECT',
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
  TruncateStmt: 'TRUNCATE',
  CopyStmt: 'COPY',
  GrantStmt: 'GRANT',
  GrantRoleStmt: 'GRANT',
  ExplainStmt: 'EXPLAIN',
};

/** Every RangeVar of the tree but the names that WITH makes. */
function postgresFacts(result: unknown): SqlFacts {
  const tables: string[] = [];
  const own = new Set<string>();
  let operation: string | undefined;
  const stack: unknown[] = [result];
  for (let seen = 0; stack.length > 0 && seen < maxNodes; seen++) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    const node = value as Node;
    const { relname, schemaname, ctename } = node;
    if (typeof relname === 'string' && 'relpersistence' in node) {
      tables.push((typeof schemaname === 'string' ? `${schemaname}.${relname}` : relname).toLowerCase());
    }
    if (typeof ctename === 'string') own.add(ctename.toLowerCase());
    // Taken from the end of the stack: turned round, so that tables come in the order of the statement.
    for (const child of Object.values(node).reverse()) stack.push(child);
  }
  const first = (result as { stmts?: { stmt?: Node }[] }).stmts?.[0]?.stmt;
  const kind = first && Object.keys(first)[0];
  if (kind !== undefined) operation = statements[kind] ?? ddlOf(kind);
  return { tables: tables.filter((table) => !own.has(table)), operation };
}

function ddlOf(kind: string): string | undefined {
  if (kind.startsWith('Create') || kind === 'IndexStmt' || kind === 'ViewStmt') return 'CREATE';
  if (kind.startsWith('Alter')) return 'ALTER';
  return kind.startsWith('Drop') ? 'DROP' : undefined;
}
