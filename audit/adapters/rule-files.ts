import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#platform/kernel/errors.ts';
import { isMap, type RuleDocument } from '../core/sigma/document.ts';
import type { Placeholders } from '../core/sigma/read-values.ts';
import { auditErrors } from '../errors.ts';
import { readRuleDocuments } from './sigma-yaml.ts';

/**
 * The documents of all `.yml` and `.yaml` files of a folder and those below it, or of one file, in order of
 * their names; in the place of what cannot be read stands its error. `placeholders.json` in the folder says
 * what `|expand` puts into its rules.
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
  const placeholders = readPlaceholders(path);
  if (placeholders instanceof Error) documents.push(placeholders);
  for (const file of files) {
    try {
      if (!statSync(file).isFile()) continue;
      for (const document of readRuleDocuments(file, readFileSync(file, 'utf8')))
        documents.push(
          document instanceof Error || placeholders instanceof Error
            ? document
            : { ...document, placeholders },
        );
    } catch (error) {
      documents.push(unreadable(file, error));
    }
  }
  return documents;
}

/** `placeholders.json` of a folder: name, then a list of texts; none when there is no such file. */
export function readPlaceholders(folder: string): Placeholders | AppError {
  const file = join(folder, 'placeholders.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    const content: unknown = JSON.parse(text);
    if (isMap(content) && Object.values(content).every(isTexts)) return content as Placeholders;
  } catch {
    // Said below, like any other wrong content.
  }
  return auditErrors['rule-file']({ file, reason: '{ "name": ["text", …] }' });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
