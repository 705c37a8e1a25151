import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#platform/kernel/errors.ts';
import type { RuleDocument } from '../core/sigma/document.ts';
import { auditErrors } from '../errors.ts';
import { readRuleDocuments } from './sigma-yaml.ts';

/**
 * The documents of all `.yml` and `.yaml` files of a folder and those below it, or of one file, in order of
 * their names; in the place of what cannot be read stands its error.
 */
export function readRuleFiles(path: string): readonly (RuleDocument | AppError)[] {
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
  return documents;
}
