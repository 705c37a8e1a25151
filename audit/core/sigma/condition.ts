import type { Condition } from './ast.ts';
import { type Path, RuleFault } from './fault.ts';

type Token = { readonly text: string; readonly at: number };

const maxLength = 10_000;
const maxDepth = 50;

/**
 * Reads a condition (Sigma 2.1 "Condition"): `or` binds least, then `and`, `not`, `x of pattern`, brackets.
 * @param names the searches of the rule
 * @throws RuleFault rule-condition, rule-condition-name
 */
export function parseCondition(text: string, names: readonly string[], path: Path): Condition {
  const tokens = tokenize(text, path);
  let next = 0;
  const wrong = (token: Token | undefined) =>
    new RuleFault('rule-condition', path, {
      condition: text.slice(0, 200),
      position: (token?.at ?? text.length) + 1,
      found: token?.text.slice(0, 50) ?? 'end',
    });
  const word = (offset = 0) => tokens[next + offset]?.text.toLowerCase();

  const either = (depth: number): Condition => joined('or', () => both(depth));
  const both = (depth: number): Condition => joined('and', () => negation(depth));
  const joined = (kind: 'and' | 'or', part: () => Condition): Condition => {
    const of = [part()];
    while (word() === kind) {
      next++;
      of.push(part());
    }
    return of.length === 1 ? of[0]! : { kind, of };
  };
  const negation = (depth: number): Condition => {
    if (word() !== 'not') return primary(depth);
    if (depth > maxDepth) throw wrong(tokens[next]);
    next++;
    return { kind: 'not', of: negation(depth + 1) };
  };
  const primary = (depth: number): Condition => {
    const token = tokens[next];
    if (token === undefined || depth > maxDepth) throw wrong(token);
    next++;
    if (token.text === '(') {
      const inner = either(depth + 1);
      if (tokens[next]?.text !== ')') throw wrong(tokens[next]);
      next++;
      return inner;
    }
    if (word() === 'of' && /^(all|any|\d{1,3})$/i.test(token.text)) return several(token.text.toLowerCase());
    if (!names.includes(token.text)) {
      if (/^(and|or|not|of|[)|])$/i.test(token.text)) throw wrong(token);
      throw new RuleFault('rule-condition-name', path, { name: token.text.slice(0, 100) });
    }
    return { kind: 'search', name: token.text };
  };
  const several = (quantity: string): Condition => {
    const pattern = tokens[++next];
    if (pattern === undefined || /^[()|]$/.test(pattern.text)) throw wrong(pattern);
    next++;
    // By convention names that begin with an underscore are not part of `them`.
    const chosen =
      pattern.text.toLowerCase() === 'them'
        ? names.filter((name) => !name.startsWith('_'))
        : names.filter((name) => fits(pattern.text, name));
    if (chosen.length === 0) throw new RuleFault('rule-condition-name', path, { name: pattern.text });
    const of = chosen.map((name): Condition => ({ kind: 'search', name }));
    if (quantity === 'all') return { kind: 'and', of };
    const count = quantity === 'any' ? 1 : Number(quantity);
    if (count < 1 || count > of.length) throw wrong(pattern);
    return count === 1 ? { kind: 'or', of } : { kind: 'at-least', count, of };
  };

  const condition = either(0);
  if (next < tokens.length) throw wrong(tokens[next]);
  return condition;
}

function tokenize(text: string, path: Path): readonly Token[] {
  if (text.length > maxLength) throw new RuleFault('rule-too-large', path, { limit: maxLength });
  return [...text.matchAll(/[()|]|[^\s()|]+/g)].map((found) => ({ text: found[0], at: found.index }));
}

/** `*` stands for any number of characters, anywhere. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  const last = parts.pop()!;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === 0 ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
