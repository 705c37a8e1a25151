import type { Level, Rule, RuleHead } from './ast.ts';
import { type Fields, isMap, mapAt, type RuleDocument, textAt, textsAt } from './document.ts';
import { RuleFault } from './fault.ts';
import { readCorrelation } from './read-correlation.ts';
import { readDetection, readLogSource } from './read-detection.ts';
import type { ReadOptions } from './read-values.ts';

const levels: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** One document as a rule or a correlation (Sigma 2.1). @throws RuleFault */
export function readRule(document: RuleDocument, options: ReadOptions): Rule {
  const fields = mapAt(document.content, []);
  const head = readHead(fields, { file: document.file, line: document.lineOf([]) });
  if (fields.action !== undefined || fields.filter !== undefined)
    throw new RuleFault('rule-kind', [fields.action === undefined ? 'filter' : 'action']);
  if (fields.correlation !== undefined) return { kind: 'correlation', ...head, ...readCorrelation(fields) };
  const logsource = readLogSource(fields);
  const placeholders = { ...document.placeholders, ...options.placeholders };
  return { kind: 'detection', ...head, logsource, ...readDetection(fields, { ...options, placeholders }) };
}

function readHead(fields: Fields, place: RuleHead['place']): RuleHead {
  const title = textAt(fields, 'title', []);
  if (title === undefined || title.trim() === '') throw new RuleFault('rule-missing', ['title']);
  if (title.length > 256) throw new RuleFault('rule-too-large', ['title'], { limit: 256 });
  const name = textAt(fields, 'name', []);
  const levelName = textAt(fields, 'level', []);
  const level = levels.find((each) => each === levelName?.toLowerCase());
  if (levelName !== undefined && level === undefined)
    throw new RuleFault('rule-type', ['level'], { expected: levels.join(', ') });
  const own = isMap(fields.anmin) ? fields.anmin : {};
  return {
    id: textAt(fields, 'id', []) ?? name ?? title,
    name,
    title,
    description: textAt(fields, 'description', []),
    titleEn: textAt(own, 'title_en', ['anmin']),
    descriptionEn: textAt(own, 'description_en', ['anmin']),
    status: textAt(fields, 'status', []),
    level,
    author: textAt(fields, 'author', []),
    tags: textsAt(fields, 'tags', []),
    falsePositives: textsAt(fields, 'falsepositives', []),
    falsePositivesEn: textsAt(own, 'falsepositives_en', ['anmin']),
    place,
  };
}
