import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#platform/kernel/errors.ts';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readPlaceholders, readRuleFiles } from '../../adapters/rule-files.ts';
import type { RuleDocument } from '../../core/sigma/document.ts';
import type { Placeholders } from '../../core/sigma/read-values.ts';
import { loadRules, type RuleSet } from '../../core/sigma/rule-set.ts';

/** Rules as plain data, for a thread that runs them: without the lines of their files, which only faults name. */
export type RuleSources = {
  readonly documents: readonly Omit<RuleDocument, 'lineOf'>[];
  readonly placeholders: Placeholders;
};

/** Reads the rules of the product and of the site; a folder that is not there has none. */
export function readRuleSet(siteFolder: string): { readonly set: RuleSet; readonly sources: RuleSources } {
  const documents = [
    ...readRuleFiles(join(import.meta.dirname, '../../rules')),
    ...(existsSync(siteFolder) ? readRuleFiles(siteFolder) : []),
  ];
  // What the site says of itself (its applications, its tables) stands above what the pack assumes.
  const own = readPlaceholders(siteFolder);
  const faults = own instanceof AppError ? [own] : [];
  const placeholders = own instanceof AppError ? {} : own;
  const plain = documents.flatMap((each) => {
    if (each instanceof Error) return [];
    const { lineOf: _, ...document } = each;
    return [document];
  });
  return {
    set: loadRules([...documents, ...faults], { regex: linearRegex, placeholders }),
    sources: { documents: plain, placeholders },
  };
}

/** The rules that were read elsewhere, and their faults said there. */
export function rulesOf({ documents, placeholders }: RuleSources): RuleSet {
  return loadRules(
    documents.map((document) => ({ ...document, lineOf: () => 1 })),
    { regex: linearRegex, placeholders },
  );
}
