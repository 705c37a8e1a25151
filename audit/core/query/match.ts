import type { EcsFields } from '../record.ts';
import { hasPhrase, tokensOf } from '../text/bigrams.ts';
import { addressHex, inNetwork } from './address.ts';
import { inRange, type Query } from './ast.ts';
import { hasLeafAt, leavesAt } from './fields.ts';
import { searchTokens } from './search-tokens.ts';
import { hasParts, keywordOf, numberOf, timeOf } from './values.ts';

/** Whether an event is what a query looks for: the meaning of the language, which every store keeps to. */
export function matches(query: Query, fields: EcsFields): boolean {
  let tokens: readonly string[] | undefined;
  const test = (node: Query): boolean => {
    switch (node.kind) {
      case 'all':
        return true;
      case 'and':
        return node.items.every(test);
      case 'or':
        return node.items.some(test);
      case 'not':
        return !test(node.item);
      case 'words':
        tokens ??= searchTokens(fields);
        return hasPhrase(tokens, node.phrase);
      case 'text':
        return leavesAt(fields, node.field).some(
          (leaf) => typeof leaf === 'string' && hasPhrase(tokensOf(leaf), node.phrase),
        );
      case 'keyword':
        return leavesAt(fields, node.field).some((leaf) => keywordOf(leaf) === node.value);
      case 'wildcard':
        return leavesAt(fields, node.field).some((leaf) => hasParts(keywordOf(leaf), node.parts));
      case 'number':
      case 'date': {
        const read = node.kind === 'number' ? numberOf : timeOf;
        return leavesAt(fields, node.field).some((leaf) => {
          const value = read(leaf);
          return value !== null && inRange(value, node.range);
        });
      }
      case 'ip':
        return leavesAt(fields, node.field).some((leaf) => {
          const hex = typeof leaf === 'string' ? addressHex(leaf) : null;
          return hex !== null && inNetwork(hex, node.network);
        });
      case 'exists':
        return hasLeafAt(fields, node.field);
    }
  };
  return test(query);
}
