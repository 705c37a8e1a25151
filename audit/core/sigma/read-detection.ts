import type { Condition, LogSource, Search } from './ast.ts';
import { parseCondition } from './condition.ts';
import { type Fields, isMap, mapAt, textAt } from './document.ts';
import { type Path, RuleFault } from './fault.ts';
import { type ReadOptions, readItem } from './read-values.ts';

const maxDepth = 8;

/** Searches and condition of a rule (Sigma 2.1 "Detection"). @throws RuleFault */
export function readDetection(
  fields: Fields,
  options: ReadOptions,
): { readonly searches: ReadonlyMap<string, Search>; readonly condition: Condition } {
  const path = ['detection'];
  const detection = mapAt(fields.detection, path);
  const searches = new Map<string, Search>();
  for (const [name, raw] of Object.entries(detection)) {
    // `timeframe` belonged to the aggregations that correlations replaced; it is no search.
    if (name === 'condition' || name === 'timeframe') continue;
    searches.set(name, readSearch(raw, [...path, name], options, 0));
  }
  if (searches.size === 0) throw new RuleFault('rule-missing', path);
  const names = [...searches.keys()];
  const at = [...path, 'condition'];
  const raw = detection.condition;
  // Several conditions are linked with OR.
  const of = (Array.isArray(raw) ? raw : [raw]).map((each: unknown) => {
    if (each === undefined || each === null || each === '') throw new RuleFault('rule-missing', at);
    if (typeof each !== 'string') throw new RuleFault('rule-type', at, { expected: 'text' });
    return parseCondition(each, names, at);
  });
  if (of.length === 0) throw new RuleFault('rule-missing', at);
  return { searches, condition: of.length === 1 ? of[0]! : { kind: 'or', of } };
}

function readSearch(raw: unknown, path: Path, options: ReadOptions, depth: number): Search {
  if (depth > maxDepth) throw new RuleFault('rule-too-large', path, { limit: maxDepth });
  if (isMap(raw)) {
    const entries = Object.entries(raw);
    if (entries.length === 0) throw new RuleFault('rule-missing', path);
    return {
      kind: 'items',
      items: entries.map(([key, value]) => readItem(key, value, [...path, key], options)),
    };
  }
  if (!Array.isArray(raw)) {
    if (raw === null || raw === undefined) throw new RuleFault('rule-missing', path);
    return { kind: 'items', items: [readItem('', raw, path, options)] };
  }
  if (raw.length === 0) throw new RuleFault('rule-missing', path);
  const words = raw.filter((each) => typeof each !== 'object' || each === null);
  const of = raw.flatMap((each, index): Search[] =>
    words.includes(each) ? [] : [readSearch(each, [...path, index], options, depth + 1)],
  );
  if (words.length > 0) of.push({ kind: 'items', items: [readItem('', words, path, options)] });
  return of.length === 1 ? of[0]! : { kind: 'any', of };
}

/** What the rule is for; only category, product and service are compared (Sigma 2.1 "LogSource"). */
export function readLogSource(fields: Fields): LogSource {
  const path = ['logsource'];
  const source = mapAt(fields.logsource, path);
  const part = (key: string) => textAt(source, key, path)?.trim().toLowerCase() || undefined;
  return { category: part('category'), product: part('product'), service: part('service') };
}
