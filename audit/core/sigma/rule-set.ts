import type { AppError } from '#platform/kernel/errors.ts';
import type { CorrelationRule, DetectionRule, Rule } from './ast.ts';
import { type CompiledRule, compileRule } from './compile.ts';
import type { RuleDocument } from './document.ts';
import { createFieldSlots, type FieldSlots } from './event-view.ts';
import { RuleFault, ruleError } from './fault.ts';
import { readRule } from './read-rule.ts';
import type { ReadOptions } from './read-values.ts';

/** A correlation with the rules it refers to, by their ids. */
export type LinkedCorrelation = { readonly rule: CorrelationRule; readonly sources: readonly string[] };

/** Rules that were loaded, and why others were not. */
export type RuleSet = {
  readonly detections: readonly CompiledRule[];
  /** Those that others refer to come first. */
  readonly correlations: readonly LinkedCorrelation[];
  /** Ids that report only through the correlations that refer to them. */
  readonly silent: ReadonlySet<string>;
  readonly faults: readonly AppError[];
  /** Documents, loaded or not. */
  readonly documents: number;
  readonly slots: FieldSlots;
};

/** Loads documents; one that is wrong is left out with its error, never half loaded. */
export function loadRules(documents: readonly (RuleDocument | AppError)[], options: ReadOptions): RuleSet {
  const faults: AppError[] = [];
  const byId = new Map<string, { readonly rule: Rule; readonly document: RuleDocument }>();
  for (const document of documents) {
    if (document instanceof Error) {
      faults.push(document);
      continue;
    }
    guarded(document, faults, () => {
      const rule = readRule(document, options);
      const other = byId.get(rule.id);
      if (other !== undefined)
        throw new RuleFault('rule-duplicate', ['id'], { id: rule.id, other: other.rule.place.file });
      byId.set(rule.id, { rule, document });
    });
  }
  const correlations = link(byId, faults);
  const slots = createFieldSlots();
  const rules = [...byId.values()].map(({ rule }) => rule);
  const detections = rules
    .filter((rule): rule is DetectionRule => rule.kind === 'detection')
    .map((rule) => compileRule(rule, slots));
  return {
    detections,
    correlations,
    // "or if only the correlation query should be generated (default)"
    silent: new Set(correlations.flatMap(({ rule, sources }) => (rule.generate ? [] : sources))),
    faults,
    documents: documents.length,
    slots,
  };
}

function guarded(document: RuleDocument, faults: AppError[], act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    faults.push(ruleError(error, document.file, document.lineOf));
  }
}

type Loaded = Map<string, { readonly rule: Rule; readonly document: RuleDocument }>;

/** Resolves references by id or name, in an order that has what is referred to first. */
function link(byId: Loaded, faults: AppError[]): readonly LinkedCorrelation[] {
  const byName = new Map<string, string | undefined>();
  for (const { rule } of byId.values())
    if (rule.name !== undefined) byName.set(rule.name, byName.has(rule.name) ? undefined : rule.id);
  const linked: LinkedCorrelation[] = [];
  const done = new Map<string, 'under way' | 'linked' | 'failed'>();
  const visit = (id: string): boolean => {
    const entry = byId.get(id);
    if (entry === undefined || entry.rule.kind === 'detection') return entry !== undefined;
    const state = done.get(id);
    if (state !== undefined && state !== 'under way') return state === 'linked';
    const { rule, document } = entry;
    done.set(id, 'under way');
    let sources: readonly string[] | undefined;
    guarded(document, faults, () => {
      sources = rule.rules.map((reference, index) => {
        const at = ['correlation', 'rules', index];
        const target = byId.has(reference) ? reference : byName.get(reference);
        if (target !== undefined && done.get(target) === 'under way') throw new RuleFault('rule-cycle', at);
        if (target === undefined || !visit(target)) throw new RuleFault('rule-reference', at, { reference });
        return target;
      });
      linked.push({ rule, sources });
    });
    done.set(id, sources === undefined ? 'failed' : 'linked');
    if (sources === undefined) byId.delete(id);
    return sources !== undefined;
  };
  for (const id of [...byId.keys()]) visit(id);
  return linked;
}
