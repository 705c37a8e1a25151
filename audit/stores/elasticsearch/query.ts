import type { estypes } from '@elastic/elasticsearch';
import { addressText, inNetwork, type Network, networkText } from '../../core/query/address.ts';
import type { Query, Range } from '../../core/query/ast.ts';
import { fieldTable } from '../../core/query/fields.ts';
import type { Phrase } from '../../core/text/bigrams.ts';
import { otherTerm, wellFormed } from './document.ts';

type Dsl = estypes.QueryDslQueryContainer;

/** A query in the cluster's own language, as a filter: it finds what `matches` of core/query says. */
export function toDsl(query: Query): Dsl {
  switch (query.kind) {
    case 'all':
      return { match_all: {} };
    case 'and':
      return every(flat('and', query.items).map(toDsl));
    case 'or':
      return some(flat('or', query.items).map(toDsl));
    case 'not':
      return query.item.kind === 'not' ? toDsl(query.item.item) : { bool: { must_not: [toDsl(query.item)] } };
    case 'words':
      return phrase(['text.event.original', 'rest'], query.phrase);
    case 'text':
      return phrase([`text.${query.field}`], query.phrase);
    case 'keyword':
      return { term: { [keywordField(query.field)]: keywordTerm(query.field, query.value) } };
    case 'wildcard':
      return wildcard(query.field, query.parts);
    case 'number':
      return range(`number.${query.field}`, query.range);
    case 'date':
      return range(query.field === '@timestamp' ? 'time' : `date.${query.field}`, query.range);
    case 'ip':
      return inside(`ip.${query.field}`, query.network);
    case 'exists':
      return { term: { has: wellFormed(query.field) } };
  }
}

/** The cluster bounds how deep clauses lie in each other: members of the same kind lie side by side. */
function flat(kind: 'and' | 'or', items: readonly Query[]): Query[] {
  return items.flatMap((item) => (item.kind === kind ? flat(kind, item.items) : [item]));
}

function every(filter: Dsl[]): Dsl {
  return filter.length === 1 ? filter[0]! : { bool: { filter } };
}

function some(should: Dsl[]): Dsl {
  return should.length === 1 ? should[0]! : { bool: { should, minimum_should_match: 1 } };
}

/** The tokens one after another in one of the fields, the prefix anywhere in one of them. */
function phrase(fields: readonly string[], { tokens, prefix }: Phrase): Dsl {
  const parts: Dsl[] = [];
  const [only] = tokens;
  if (tokens.length === 1 && only !== undefined) {
    parts.push(some(fields.map((field) => ({ term: { [field]: wellFormed(only) } }))));
  } else if (tokens.length > 1) {
    const query = wellFormed(tokens.join(' '));
    parts.push(some(fields.map((field) => ({ match_phrase: { [field]: { query } } }))));
  }
  if (prefix !== null) {
    parts.push(some(fields.map((field) => ({ prefix: { [field]: wellFormed(prefix) } }))));
  }
  return every(parts);
}

function isTabled(path: string): boolean {
  return Object.hasOwn(fieldTable, path);
}

function keywordField(path: string): string {
  return isTabled(path) ? `keyword.${path}` : 'other';
}

function keywordTerm(path: string, value: string): string {
  return wellFormed(isTabled(path) ? value : otherTerm(path, value));
}

function wildcard(path: string, parts: readonly string[]): Dsl {
  const field = keywordField(path);
  const [first = '', ...more] = parts;
  const begin = keywordTerm(path, first);
  if (more.length === 1 && more[0] === '') return { prefix: { [field]: begin } };
  const value = [begin, ...more.map(wellFormed)].map((part) => part.replace(/[\\*?]/g, '\\$&')).join('*');
  return { wildcard: { [field]: { value } } };
}

function range(field: string, { min, minOutside, max, maxOutside }: Range): Dsl {
  if (min === null && max === null) return { exists: { field } };
  const bounds = {
    ...(min !== null && { [minOutside ? 'gt' : 'gte']: min }),
    ...(max !== null && { [maxOutside ? 'lt' : 'lte']: max }),
  };
  return { range: { [field]: bounds } };
}

/** Where IPv4 lies in what the cluster keeps: it has 16 bytes for every address. */
const embedded4 = '00000000000000000000ffff00000000';

function inside(field: string, network: Network): Dsl {
  if (network.family === 4 || network.bits > 96 || !inNetwork(embedded4, network)) {
    return { term: { [field]: networkText(network) } };
  }
  const { hex, bits } = network;
  const low = BigInt(`0x${hex}`);
  const high = low | ((1n << BigInt(128 - bits)) - 1n);
  const text = (value: bigint) => addressText(value.toString(16).padStart(32, '0'));
  return some([
    { range: { [field]: { gte: text(low), lt: '::ffff:0.0.0.0' } } },
    { range: { [field]: { gte: '::1:0:0:0', lte: text(high) } } },
  ]);
}
