import { auditErrors } from '../../errors.ts';
import { fieldAliases } from './aliases.ts';
import type { Query } from './ast.ts';
import type { DateContext } from './dates.ts';
import { lex, type Token } from './lexer.ts';
import { comparison, exact, free, interval } from './terms.ts';

/** Characters of a query. */
const longest = 4096;
const deepest = 20;
const mostConditions = 256;

/**
 * Reads what a person typed into the query bar.
 *
 * `低保 zhang` both; `user.name:zhang`, `user.name:(zhang or li)`, `host.name:db*`, `"低保 金额"` a phrase,
 * `db.rows >= 100`, `db.rows:[10 TO 20}`, `@timestamp:2026-11-22`, `source.ip:10.0.0.0/8`, `db.name:*` has a
 * value; `and`, `or`, `not`, parentheses; `\` takes the next character as it is. An empty text means all.
 * @param context how times without a zone, and `now`, are meant
 * @throws audit.query-…, with the `position` of the fault in characters from 1
 */
export function parseQuery(text: string, context: DateContext): Query {
  if (text.length > longest) throw auditErrors['query-too-long']({ length: text.length, limit: longest });
  const tokens = lex(text);
  let at = 0;
  let conditions = 0;
  const peek = () => tokens[at]!;
  const take = () => tokens[at++]!;
  const isMark = (...marks: string[]) => peek().kind === 'mark' && marks.includes(peek().text);

  const count = (position: number) => {
    conditions += 1;
    if (conditions > mostConditions) throw auditErrors['query-too-many']({ position, limit: mostConditions });
  };
  const checkDepth = (depth: number, position: number) => {
    if (depth > deepest) throw auditErrors['query-too-deep']({ position, limit: deepest });
  };

  /** `field`: whose values stand here; null outside of `field:( … )`. */
  const readOr = (field: string | null, depth: number): Query => {
    const items = [readAnd(field, depth)];
    while (isMark('or')) {
      take();
      items.push(readAnd(field, depth));
    }
    return items.length === 1 ? items[0]! : { kind: 'or', items };
  };

  const readAnd = (field: string | null, depth: number): Query => {
    const items = [readNot(field, depth)];
    while (!isMark('or', ')') && peek().kind !== 'end') {
      if (isMark('and')) take();
      items.push(readNot(field, depth));
    }
    return items.length === 1 ? items[0]! : { kind: 'and', items };
  };

  const readNot = (field: string | null, depth: number): Query => {
    checkDepth(depth, peek().position);
    if (!isMark('not')) return readOne(field, depth);
    take();
    return { kind: 'not', item: readNot(field, depth + 1) };
  };

  const readOne = (field: string | null, depth: number): Query => {
    const token = peek();
    count(token.position);
    if (token.kind === 'field' && field === null) {
      take();
      const name = nameOf(token);
      if (peek().kind === 'end' || isMark('and', 'or', 'not', ')')) {
        throw auditErrors['query-value-missing']({ field: name, position: peek().position });
      }
      return readOne(name, depth);
    }
    if (token.kind === 'mark') {
      if (token.text === '(') return readGroup(field, depth);
      if (field !== null && (token.text === '[' || token.text === '{')) return readInterval(field);
      if (field !== null && /[<>]/.test(token.text)) return readComparison(field);
      throw unexpected(token);
    }
    if (token.kind === 'word' || token.kind === 'phrase') {
      take();
      const next = peek();
      if (field === null && token.kind === 'word' && next.kind === 'mark' && /[<>]/.test(next.text)) {
        return readComparison(nameOf(token));
      }
      return field === null ? free(token) : exact(field, token, context);
    }
    throw unexpected(token);
  };

  const readGroup = (field: string | null, depth: number): Query => {
    const open = take();
    const inside = readOr(field, depth + 1);
    if (!isMark(')')) throw auditErrors['query-bracket-open']({ position: open.position, found: open.text });
    take();
    return inside;
  };

  const readComparison = (field: string): Query => {
    const mark = take();
    return comparison(field, mark.text, readValue(field), context);
  };

  const readInterval = (field: string): Query => {
    const open = take();
    const low = readValue(field);
    if (!isMark('to')) throw unexpected(peek());
    take();
    const high = readValue(field);
    if (!isMark(']', '}')) {
      throw auditErrors['query-bracket-open']({ position: open.position, found: open.text });
    }
    return interval(
      field,
      low,
      high,
      { minOutside: open.text === '{', maxOutside: take().text === '}' },
      context,
    );
  };

  const readValue = (field: string) => {
    const token = take();
    if (token.kind === 'word' || token.kind === 'phrase') return token;
    if (token.kind === 'end') throw auditErrors['query-value-missing']({ field, position: token.position });
    throw unexpected(token);
  };

  if (peek().kind === 'end') return { kind: 'all' };
  const query = readOr(null, 0);
  if (peek().kind !== 'end') throw unexpected(peek());
  return query;
}

function nameOf(token: Token): string {
  const name = Object.hasOwn(fieldAliases, token.text) ? fieldAliases[token.text]! : token.text;
  if (name.length > 200 || !/^[\p{L}_@][\p{L}\p{N}_@.-]*$/u.test(name)) {
    throw auditErrors['query-field-name']({ field: name.slice(0, 40), position: token.position });
  }
  return name;
}

function unexpected(token: Token): Error {
  if (token.kind === 'end') return auditErrors['query-ends']({ position: token.position });
  return auditErrors['query-unexpected']({ found: token.text.slice(0, 40), position: token.position });
}
