import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#platform/kernel/errors.ts';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readPlaceholders, readRuleFiles } from '../../adapters/rule-files.ts';
import { loadRules, type RuleSet } from '../../core/sigma/rule-set.ts';

/** The rules of the product and of the site; no folder: the product's alone. */
export function loadRuleSet(siteFolder: string): RuleSet {
  const documents = [
    ...readRuleFiles(join(import.meta.dirname, '../../rules')),
    ...(existsSync(siteFolder) ? readRuleFiles(siteFolder) : []),
  ];
  // What the site says of itself (its applications, its tables) stands above what the pack assumes.
  const own = readPlaceholders(siteFolder);
  const faults = own instanceof AppError ? [own] : [];
  const placeholders = own instanceof AppError ? {} : own;
  return loadRules([...documents, ...faults], { regex: linearRegex, placeholders });
}
