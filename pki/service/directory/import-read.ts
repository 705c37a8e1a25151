import { AppError } from '#platform/kernel/errors.ts';
import { parseCsvLine } from '../../adapters/csv-line.ts';
import { type CsvFile, type CsvLine, maxLineBytes } from '../../core/directory/csv-file.ts';
import { type ImportKind, readHeader } from '../../core/directory/import-columns.ts';
import {
  type Cells,
  type HolderLine,
  type OrganisationLine,
  readHolderLine,
  readOrganisationLine,
} from '../../core/directory/import-lines.ts';
import type { FieldName } from '../../core/directory/labels.ts';
import { rankOf } from '../../core/directory/levels.ts';
import { pkiErrors } from '../../errors.ts';
import type { HolderKind } from '../../schemas.ts';

type Place = { readonly line: number; readonly raw: string };
export type OrganisationEntry = Place & { readonly organisation: OrganisationLine };
export type HolderEntry = Place & { readonly holder: HolderLine };
export type Refusal = Place & { readonly error: AppError };

export const holderKindOf: Readonly<Record<Exclude<ImportKind, 'organisations'>, HolderKind>> = {
  people: 'person',
  servers: 'server',
  devices: 'device',
};

export type ReadLines = {
  /** Parents before children. */
  readonly organisations: readonly OrganisationEntry[];
  readonly holders: readonly HolderEntry[];
  readonly refused: readonly Refusal[];
};

/**
 * Reads every line on its own; what is wrong with one does not touch the next.
 * @throws pki.import-header-unreadable, import-column-…: without a header nothing can be read
 */
export function readLines(kind: ImportKind, file: CsvFile): ReadLines {
  const [first, ...rest] = file.lines;
  const readable = first!.text !== undefined && first!.bytes <= maxLineBytes;
  const cells = readable ? parseCsvLine(first!.text!) : undefined;
  if (cells === undefined) throw pkiErrors['import-header-unreadable']();
  const fields = readHeader(kind, cells);
  const organisations: OrganisationEntry[] = [];
  const holders: HolderEntry[] = [];
  const refused: Refusal[] = [];
  const seen = new Map<string, number>();
  const once = (key: string, line: number, field: FieldName) => {
    const before = seen.get(key);
    if (before !== undefined) throw pkiErrors['line-twice']({ first: before, field });
    seen.set(key, line);
  };
  for (const line of rest) {
    const place = { line: line.line, raw: line.raw };
    try {
      const named = cellsOf(line, fields, file.encoding);
      if (kind === 'organisations') {
        const organisation = readOrganisationLine(named);
        once(organisation.code, line.line, 'code');
        organisations.push({ ...place, organisation });
      } else {
        const holder = readHolderLine(holderKindOf[kind], named);
        once(holder.value.number, line.line, 'number');
        holders.push({ ...place, holder });
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ ...place, error });
    }
  }
  organisations.sort(
    (a, b) => rankOf(a.organisation.level) - rankOf(b.organisation.level) || a.line - b.line,
  );
  return { organisations, holders, refused };
}

function cellsOf(line: CsvLine, fields: readonly FieldName[], encoding: string): Cells {
  if (line.bytes > maxLineBytes) throw pkiErrors['line-too-long']({ max: maxLineBytes });
  if (line.text === undefined) throw pkiErrors['line-encoding']({ encoding: encoding.toUpperCase() });
  const cells = parseCsvLine(line.text);
  if (cells === undefined) throw pkiErrors['line-quotes']();
  if (cells.length !== fields.length) {
    throw pkiErrors['line-columns']({ expected: fields.length, actual: cells.length });
  }
  return Object.fromEntries(fields.map((field, index) => [field, cells[index]!]));
}
