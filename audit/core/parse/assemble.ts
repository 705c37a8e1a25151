import { type Assembler, maxRecordLength } from './types.ts';

/** Every line is a record. */
export function oneLineEach(): Assembler {
  return { push: (line) => [line], flush: () => [], held: () => 0 };
}

/**
 * A record goes on with each line that `continues` takes, until one it does not. What would be longer than
 * the longest record ends there: memory stays bounded whatever comes.
 * @param continues whether `line` belongs to the record that `first` began and that is `record` so far
 */
export function untilNext(continues: (line: string, first: string, record: Held) => boolean): Assembler {
  let held: Held | undefined;
  return {
    push(line) {
      if (held && held.length + line.length < maxRecordLength && continues(line, held.lines[0]!, held)) {
        held.lines.push(line);
        held.length += line.length + 1;
        return [];
      }
      const done = held ? [held.lines.join('\n')] : [];
      held = { lines: [line], length: line.length };
      return done;
    },
    flush() {
      const done = held ? [held.lines.join('\n')] : [];
      held = undefined;
      return done;
    },
    held: () => held?.lines.length ?? 0,
  };
}

/** Lines of a record that is not complete yet. */
type Held = { readonly lines: string[]; length: number };

/** A record is complete with the line after which `complete` says so; it need not wait for the next. */
export function untilComplete(deps: {
  /** Sees each line of a record once, in order; true: this line ended the record. */
  readonly complete: (line: string, first: boolean) => boolean;
  /** Whether this line must begin a record although the one before is not complete. */
  readonly begins?: (line: string) => boolean;
}): Assembler {
  let held: Held | undefined;
  const take = (): string[] => {
    const done = held ? [held.lines.join('\n')] : [];
    held = undefined;
    return done;
  };
  return {
    push(line) {
      const tooLong = held !== undefined && held.length + line.length >= maxRecordLength;
      const done = tooLong || (held && deps.begins?.(line)) ? take() : [];
      const first = held === undefined;
      held ??= { lines: [], length: 0 };
      held.lines.push(line);
      held.length += line.length + 1;
      return deps.complete(line, first) ? [...done, ...take()] : done;
    },
    flush: take,
    held: () => held?.lines.length ?? 0,
  };
}
