import { type Path, RuleFault } from './fault.ts';

const maxExpanded = 10_000;

/**
 * Replaces `%name%` by each of its values; `\%` is a plain percent sign (Sigma 2.1 "Placeholders").
 * @throws RuleFault rule-placeholder: nobody said what it stands for, so the rule must be rejected
 */
export function expandPlaceholders(
  text: string,
  placeholders: { readonly [name: string]: readonly string[] },
  path: Path,
): readonly string[] {
  let expanded: readonly string[] = [''];
  for (const [part, name] of text.matchAll(/\\%|%([^%\\\s]+)%|[\s\S]/g)) {
    const values = name === undefined ? [part === '\\%' ? '%' : part] : placeholders[name];
    if (values === undefined || !Array.isArray(values))
      throw new RuleFault('rule-placeholder', path, { name });
    if (expanded.length * values.length > maxExpanded)
      throw new RuleFault('rule-too-large', path, { limit: maxExpanded });
    expanded = expanded.flatMap((before) => values.map((value) => before + value));
  }
  return expanded;
}
