import { nameInBar } from './field-names.ts';

/** A value as the query bar takes it: in quotation marks unless it is one plain word. */
function quoted(value: string): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(value) && !/^(and|or|not|to)$/i.test(value)) return value;
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** `field:value`, with the name that the language has for the field. */
export function condition(field: string, value: string, chinese: boolean): string {
  return `${nameInBar(field, chinese)}:${quoted(value)}`;
}

/** The ways to write one condition: the field has two names. */
const spellings = (field: string, value: string) => [
  condition(field, value, true),
  condition(field, value, false),
];

/** Pieces between blanks; blanks within quotation marks belong to the piece. */
function pieces(query: string): string[] {
  return query.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? [];
}

const isOr = (piece: string) => piece.toLowerCase() === 'or';
const isAnd = (piece: string) => piece.toLowerCase() === 'and';
const isNot = (piece: string | undefined) => piece?.toLowerCase() === 'not';

/** Whether a query asks for a value, asks for others (`excluded`), or says nothing of it. */
export function standingOf(query: string, field: string, value: string): 'wanted' | 'excluded' | undefined {
  const all = pieces(query);
  const at = all.findIndex((piece) => spellings(field, value).includes(piece));
  if (at < 0) return undefined;
  return isNot(all[at - 1]) ? 'excluded' : 'wanted';
}

/** The query without a condition, and without the words that joined it. */
export function without(query: string, field: string, value: string): string {
  const all = pieces(query);
  const at = all.findIndex((piece) => spellings(field, value).includes(piece));
  if (at < 0) return query;
  const from = isNot(all[at - 1]) ? at - 1 : at;
  all.splice(from, at - from + 1);
  if (all[from - 1] !== undefined && isAnd(all[from - 1]!)) all.splice(from - 1, 1);
  else if (all[from] !== undefined && isAnd(all[from]!)) all.splice(from, 1);
  return all.join(' ');
}

/** The query narrowed by what every record has to be, too. */
export function narrowed(query: string, more: string): string {
  const before = query.trim();
  if (before === '') return more;
  return `${pieces(before).some(isOr) ? `(${before})` : before} ${more}`;
}

/** The query after a click on a value: asks for it, or excludes it; a second click takes it back. */
export function toggled(
  query: string,
  field: string,
  value: string,
  options: { readonly exclude: boolean; readonly chinese: boolean },
): string {
  const before = standingOf(query, field, value);
  const rest = without(query, field, value);
  if (before === (options.exclude ? 'excluded' : 'wanted')) return rest;
  const added = condition(field, value, options.chinese);
  return narrowed(rest, options.exclude ? `not ${added}` : added);
}

/** Everything that one person did, by any of the names that records have for a person. */
export function personQuery(name: string): string {
  return ['user.name', 'db.user', 'related.user'].map((field) => `${field}:${quoted(name)}`).join(' or ');
}
