import { assembleAuditd } from './formats/auditd-assemble.ts';
import { assembleJson } from './formats/mysql-audit.ts';
import { assembleXml, looksLikeXml } from './formats/mysql-audit-xml.ts';
import { assembleCsv, beginsLikeCsv } from './postgres/csvlog.ts';
import { assembleText } from './postgres/stderr.ts';
import type { Assembler } from './types.ts';

/**
 * Joins lines of any format: each line goes to the assembler of what it begins like; one that is within a
 * record keeps the lines until that record ends.
 */
export function assembleAuto(): Assembler {
  const audit = assembleAuditd();
  const csv = assembleCsv();
  const json = assembleJson();
  const xml = assembleXml();
  const text = assembleText();
  const holding = [csv, json, xml];
  const all = [audit, ...holding, text];
  return {
    push(line) {
      const within = holding.find((kind) => kind.held() > 0);
      if (within) return within.push(line);
      const kind = kindOf(line);
      if (kind === text) return isFraming(line) ? [] : text.push(line);
      const before = text.flush();
      return before.length > 0 ? [...before, ...kind.push(line)] : kind.push(line);
    },
    flush: () => all.flatMap((kind) => kind.flush()),
    held: () => all.reduce((sum, kind) => sum + kind.held(), 0),
  };

  function kindOf(line: string): Assembler {
    if (isAudit(line)) return audit;
    if (line.startsWith('{')) return json;
    if (beginsLikeCsv(line)) return csv;
    return line.includes('<') && looksLikeXml(line) ? xml : text;
  }
}

function isAudit(line: string): boolean {
  return line.startsWith('type=') || line.startsWith('node=');
}

/** Blank lines, and the brackets and commas around the objects of an array. */
function isFraming(line: string): boolean {
  return line.length <= 200 && /^[\s[\],]*$/.test(line);
}
