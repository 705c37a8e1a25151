import { type Document, isCollection, isMap, isNode, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { AppError } from '#platform/kernel/errors.ts';
import type { RuleDocument } from '../core/sigma/document.ts';
import type { Path } from '../core/sigma/fault.ts';
import { auditErrors } from '../errors.ts';

const maxBytes = 1024 * 1024;

/** The documents of a rule file; one that is not YAML 1.2 becomes its error (`audit.rule-yaml`). */
export function readRuleDocuments(file: string, text: string): readonly (RuleDocument | AppError)[] {
  const fail = (line: number, reason: string) => auditErrors['rule-yaml']({ file, line, field: '-', reason });
  if (text.length > maxBytes) return [fail(1, `> ${maxBytes}`)];
  const lines = new LineCounter();
  let documents: readonly Document[];
  try {
    documents = parseAllDocuments(text, {
      lineCounter: lines,
      version: '1.2',
      prettyErrors: false,
    }) as Document[];
  } catch (error) {
    return [fail(1, (error as Error).message)];
  }
  return documents
    .filter((document) => document.errors.length > 0 || document.contents !== null)
    .map((document) => {
      const [error] = document.errors;
      keepLeadingZeros(document);
      if (error) return fail(lines.linePos(error.pos[0]).line, error.message.slice(0, 200));
      try {
        const content: unknown = document.toJS({ maxAliasCount: 100 });
        return { file, content, lineOf: (path) => lineOf(document, lines, path) };
      } catch (failure) {
        return fail(1, (failure as Error).message.slice(0, 200));
      }
    });
}

/** `00000429` stands for those characters: detection compares texts, and 429 would match far more. */
function keepLeadingZeros(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && /^[-+]?0\d/.test(node.source ?? '')) node.value = node.source;
    },
  });
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (!isCollection(node)) break;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(step));
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = node.get(step, true);
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return lines.linePos(offset).line;
}
