import { linearRegex } from '../adapters/linear-regex.ts';
import { readRuleFiles } from '../adapters/rule-files.ts';
import { loadRules, type RuleSet } from '../core/sigma/rule-set.ts';

/** All rules of a folder and those below it, or of one file. */
export function loadRuleFiles(path: string): RuleSet {
  return loadRules(readRuleFiles(path), { regex: linearRegex, placeholders: {} });
}
