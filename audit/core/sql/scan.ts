import type { SqlToken } from './tokens.ts';

/** What a statement does, as the first word that says it: SELECT, INSERT, …; undefined for an empty one. */
export function operationOf(tokens: readonly SqlToken[]): string | undefined {
  let at = 0;
  while (at < tokens.length && tokens[at]!.kind === 'mark') at++;
  const first = tokens[at];
  if (first?.kind !== 'word') return undefined;
  const word = first.text.toUpperCase();
  if (word === 'EXPLAIN' || word === 'PREPARE') return word;
  if (word !== 'WITH') return /^[A-Z]{2,20}$/.test(word) ? word : undefined;
  return afterWith(tokens, at) ?? 'SELECT';
}

const verbs = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE']);

/** The verb behind the common table expressions: the first outside all brackets. */
function afterWith(tokens: readonly SqlToken[], from: number): string | undefined {
  let depth = 0;
  for (let i = from + 1; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind === 'mark') depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    else if (depth === 0 && kind === 'word' && verbs.has(text.toUpperCase())) return text.toUpperCase();
  }
  return undefined;
}

/** Words before a table. */
const before = new Set([
  'from',
  'join',
  'into',
  'update',
  'table',
  'truncate',
  'using',
  'copy',
  'view',
  'describe',
  'desc',
  'straight_join',
]);
/** Words that may stand between. */
const between = new Set([
  'if',
  'not',
  'exists',
  'only',
  'low_priority',
  'ignore',
  'quick',
  'delayed',
  'lateral',
  'high_priority',
  'concurrently',
]);
/** Words that are no table where one could stand. */
const reserved = new Set([
  'select',
  'set',
  'where',
  'values',
  'on',
  'as',
  'table',
  'from',
  'outfile',
  'dumpfile',
  'dual',
  'current',
  'of',
  'unnest',
  'generate_series',
  'stdin',
  'stdout',
  'with',
  'nowait',
  'skip',
  'no',
  'key',
  'share',
]);
const maxTables = 100;

/** Names of tables by the words in front of them: for statements that no parser takes. */
export function scanTables(tokens: readonly SqlToken[]): string[] {
  const found = new Set<string>();
  const own = commonTables(tokens);
  for (let i = 0; i < tokens.length && found.size < maxTables; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word' || !before.has(token.text.toLowerCase())) continue;
    // `EXTRACT(year FROM x)`, `FOR UPDATE`, `ON DUPLICATE KEY UPDATE`: no table follows.
    const previous = tokens[i - 1]?.text.toLowerCase();
    if (
      token.text.toLowerCase() === 'update' &&
      (previous === 'for' || previous === 'key' || previous === 'do' || previous === 'on')
    )
      continue;
    let at = i + 1;
    for (;;) {
      while (tokens[at]?.kind === 'word' && between.has(tokens[at]!.text.toLowerCase())) at++;
      const name = nameAt(tokens, at);
      if (!name) break;
      if (!own.has(name.text)) found.add(name.text);
      at = name.end;
      if (tokens[at]?.kind === 'word' && tokens[at]!.text.toLowerCase() === 'as') at++;
      if (
        (tokens[at]?.kind === 'word' &&
          !reserved.has(tokens[at]!.text.toLowerCase()) &&
          !before.has(tokens[at]!.text.toLowerCase())) ||
        tokens[at]?.kind === 'name'
      )
        at++;
      if (tokens[at]?.text !== ',' || token.text.toLowerCase() === 'into') break;
      at++;
    }
  }
  return [...found];
}

function nameAt(tokens: readonly SqlToken[], from: number): { text: string; end: number } | undefined {
  const parts: string[] = [];
  let at = from;
  for (;;) {
    const token = tokens[at];
    if (!token || (token.kind !== 'word' && token.kind !== 'name')) return undefined;
    if (parts.length === 0 && token.kind === 'word' && reserved.has(token.text.toLowerCase()))
      return undefined;
    parts.push(token.text.toLowerCase());
    at++;
    if (tokens[at]?.text !== '.' || parts.length >= 4) break;
    at++;
  }
  // `from f(…)` is a function; `into t (…)` is a table with columns.
  const call = tokens[at]?.text === '(' && tokens[from - 1]?.text.toLowerCase() === 'from';
  return call ? undefined : { text: parts.join('.'), end: at };
}

/** Names that `WITH name AS (` makes. */
function commonTables(tokens: readonly SqlToken[]): Set<string> {
  const names = new Set<string>();
  for (let i = 2; i < tokens.length; i++) {
    if (tokens[i]!.text !== '(') continue;
    let as = i - 1;
    if (tokens[as]!.text.toLowerCase() === 'materialized') as--;
    if (tokens[as]?.text.toLowerCase() === 'not') as--;
    if (tokens[as]?.kind !== 'word' || tokens[as]!.text.toLowerCase() !== 'as') continue;
    const name = tokens[as - 1];
    if (name && (name.kind === 'word' || name.kind === 'name')) names.add(name.text.toLowerCase());
  }
  return names;
}

/** Class of an operation, in the words of pgaudit. */
export function classOf(operation: string | undefined): string | undefined {
  if (operation === undefined) return undefined;
  if (
    operation === 'SELECT' ||
    operation === 'SHOW' ||
    operation === 'DESCRIBE' ||
    operation === 'DESC' ||
    operation === 'TABLE'
  )
    return 'READ';
  if (['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'TRUNCATE', 'LOAD', 'COPY'].includes(operation))
    return 'WRITE';
  if (['GRANT', 'REVOKE'].includes(operation)) return 'ROLE';
  return ['CREATE', 'ALTER', 'DROP', 'RENAME', 'COMMENT'].includes(operation) ? 'DDL' : 'MISC';
}
