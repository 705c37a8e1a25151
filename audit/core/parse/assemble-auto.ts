import { assembleAuditd } from './formats/auditd-assemble.ts';
import { assembleJson } from './formats/mysql-audit.ts';
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
  const text = assembleText();
  let within: Assembler | undefined;
  return {
    push(line) {
      if (within) {
        const done = within.push(line);
        if (done.length > 0) within = undefined;
        return done;
      }
      const kind = isAudit(line) ? audit : line.startsWith('{') ? json : beginsLikeCsv(line) ? csv : text;
      if (kind === text) return isFraming(line) ? [] : text.push(line);
      const before = text.flush();
      const done = kind.push(line);
      if (done.length === 0 && kind !== audit) within = kind;
      return before.length > 0 ? [...before, ...done] : done;
    },
    flush: () => {
      within = undefined;
      return [...audit.flush(), ...csv.flush(), ...json.flush(), ...text.flush()];
    },
  };
}

function isAudit(line: string): boolean {
  return line.startsWith('type=') || line.startsWith('node=');
}

/** Blank lines, and the brackets and commas around the objects of an array. */
function isFraming(line: string): boolean {
  return line.length <= 200 && /^[\s[\],]*$/.test(line);
}
