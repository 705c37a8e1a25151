import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#platform/kernel/errors.ts';
import { linearRegex } from '../adapters/linear-regex.ts';
import { readRuleDocuments } from '../adapters/sigma-yaml.ts';
import type { RuleDocument } from '../core/sigma/document.ts';
import { loadRules, type RuleSet } from '../core/sigma/rule-set.ts';
import { auditErrors } from '../errors.ts';

/** All `.yml` and `.yaml` files of a folder and those below it, or one file, loaded in order of their names. */
export function loadRuleFiles(path: string): RuleSet {
  const documents: (RuleDocument | AppError)[] = [];
  const unreadable = (file: string, error: unknown) =>
    auditErrors['rule-file']({ file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, error);
  let files: readonly string[] = [];
  try {
    files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.ya?ml$/i.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path];
  } catch (error) {
    documents.push(unreadable(path, error));
  }
  for (const file of files) {
    try {
      if (statSync(file).isFile()) documents.push(...readRuleDocuments(file, readFileSync(file, 'utf8')));
    } catch (error) {
      documents.push(unreadable(file, error));
    }
  }
  return loadRules(documents, { regex: linearRegex, placeholders: {} });
}
