import { parse } from 'csv-parse/sync';

/**
 * The cells of one line of CSV (RFC 4180), trimmed; undefined when its quotes do not match. A line stands
 * alone: a quote that is left open costs this line and not the rest of the file.
 */
export function parseCsvLine(text: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(',').map((cell) => cell.trim());
  try {
    const records = parse(text, {
      bom: false,
      delimiter: ',',
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: text.length + 1,
      trim: true,
    }) as string[][];
    return records.length === 1 ? records[0]! : undefined;
  } catch {
    return undefined;
  }
}
