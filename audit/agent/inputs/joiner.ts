import type { Assembler } from '../../core/parse/types.ts';

/** A line of a file and where it is: from its first byte up to, not including, its end. */
export type Line = { readonly text: string; readonly from: number; readonly to: number };

/** Places of lines that follow each other, with the line ends between them. */
export type Range = readonly [from: number, to: number];

/** Joins lines to records and knows at every moment which lines are in no record yet. */
export type Joiner = {
  /** Latin-1 text: a character is a byte. */
  push(line: Line): readonly string[];
  /** What is held becomes records. */
  flush(): readonly string[];
  held(): readonly Range[];
};

/** Lines of a record are joined by line feeds, unchanged: so it can be told which ones it took. */
export function createJoiner(assembler: Assembler | undefined): Joiner {
  const pending: Line[] = [];

  function taken(records: readonly string[]): readonly string[] {
    for (const record of records) {
      const lines = record.split('\n');
      let whole = 0;
      while (whole < lines.length && pending[whole]?.text === lines[whole]) whole++;
      pending.splice(0, whole);
      for (const line of lines.slice(whole)) {
        const index = pending.findIndex(({ text }) => text === line);
        if (index < 0) throw new Error('a record has a line that was not given');
        pending.splice(index, 1);
      }
    }
    return records.filter((record) => record !== '');
  }

  if (assembler === undefined) {
    return { push: ({ text }) => (text === '' ? [] : [text]), flush: () => [], held: () => [] };
  }
  return {
    push(line) {
      pending.push(line);
      const records = taken(assembler.push(line.text));
      // A line that frames records is in none: nothing will take it.
      if (pending.length > assembler.held()) pending.splice(pending.lastIndexOf(line), 1);
      return records;
    },
    flush: () => taken(assembler.flush()),
    held() {
      const ranges: [number, number][] = [];
      for (const { from, to } of pending) {
        const last = ranges.at(-1);
        if (last && last[1] + 1 === from) last[1] = to;
        else ranges.push([from, to]);
      }
      return ranges;
    },
  };
}
