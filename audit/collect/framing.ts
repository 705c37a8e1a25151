/** A record that was not taken; `raw` is what was kept of its `bytes`. */
export type RefusedFrame = {
  readonly reason: 'too-long' | 'bad-frame' | 'cut';
  readonly raw: Buffer;
  readonly bytes: number;
};

export type Frames = {
  readonly records: readonly Buffer[];
  readonly refused: readonly RefusedFrame[];
};

/** Cuts the bytes of one connection into records. */
export type Deframer = {
  /** Bytes of the record that is not finished. */
  readonly pending: number;
  /** After a frame that cannot be read nothing later can be trusted: close the connection. */
  readonly broken: boolean;
  push(chunk: Buffer): Frames;
  /** The connection ended. `clean`: the sender closed it, so that bytes without a line end are a record. */
  end(clean: boolean): Frames;
};

const lf = 0x0a;
const space = 0x20;
const lessThan = 0x3c;
/** Digits of the longest length that is read; a longer one is no length (RFC 6587 §3.4.1). */
const maxDigits = 8;

/**
 * RFC 6587: octet counting (§3.4.1) when the connection begins with a length, a space and `<`, otherwise
 * lines (§3.4.2). Empty lines are no records. Memory is bounded by `maxRecord` plus one chunk.
 */
export function createDeframer({
  maxRecord,
  keptPart,
}: {
  readonly maxRecord: number;
  readonly keptPart: number;
}): Deframer {
  let mode: 'unknown' | 'octets' | 'lines' = 'unknown';
  let broken = false;
  /** Parts of the unfinished record; `held` is their length, `dropped` what was not kept of it. */
  let parts: Buffer[] = [];
  let held = 0;
  let dropped = 0;
  /** Octets still to come of the present frame; undefined: its length is not read yet. */
  let wanted: number | undefined;

  const takeHeld = (): Buffer => {
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts, held);
    parts = [];
    held = 0;
    return whole;
  };

  function hold(piece: Buffer): void {
    if (piece.length === 0) return;
    if (dropped > 0 || held + piece.length > maxRecord) {
      const room = Math.max(0, keptPart - held);
      if (held > keptPart) {
        dropped += held - keptPart;
        const kept = Buffer.from(takeHeld().subarray(0, keptPart));
        parts = [kept];
        held = kept.length;
      } else if (room > 0) {
        parts.push(Buffer.from(piece.subarray(0, room)));
        held += Math.min(room, piece.length);
      }
      dropped += piece.length - Math.min(room, piece.length);
      return;
    }
    parts.push(piece);
    held += piece.length;
    // Who sends byte by byte must not make us keep a million small pieces.
    if (parts.length > 256) parts = [Buffer.concat(parts, held)];
  }

  /** Ends the present record. */
  function finish(out: { records: Buffer[]; refused: RefusedFrame[] }): void {
    const bytes = held + dropped;
    const raw = takeHeld();
    if (dropped > 0) out.refused.push({ reason: 'too-long', raw, bytes });
    else if (bytes > 0) out.records.push(raw);
    dropped = 0;
  }

  function lines(chunk: Buffer, out: { records: Buffer[]; refused: RefusedFrame[] }): void {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(lf, from);
      if (at < 0) break;
      hold(chunk.subarray(from, at));
      finish(out);
      from = at + 1;
    }
    hold(chunk.subarray(from));
  }

  function octets(chunk: Buffer, out: { records: Buffer[]; refused: RefusedFrame[] }): void {
    let rest = chunk;
    while (rest.length > 0 && !broken) {
      if (wanted === undefined) {
        // A line end between frames is sent by some and is part of neither.
        if (held === 0 && rest[0] === lf) {
          rest = rest.subarray(1);
          continue;
        }
        const head = held > 0 ? Buffer.concat([takeHeld(), rest]) : rest;
        const end = head.subarray(0, maxDigits + 1).indexOf(space);
        const digits = head.subarray(0, end < 0 ? Math.min(head.length, maxDigits + 1) : end);
        if (!isLength(digits) || (end < 0 && digits.length > maxDigits) || end === 0) {
          broken = true;
          const raw = Buffer.from(head.subarray(0, keptPart));
          out.refused.push({ reason: 'bad-frame', raw, bytes: head.length });
          return;
        }
        if (end < 0) {
          hold(head);
          return;
        }
        wanted = Number(digits.toString('latin1'));
        rest = head.subarray(end + 1);
      }
      const piece = rest.subarray(0, wanted);
      hold(piece);
      wanted -= piece.length;
      rest = rest.subarray(piece.length);
      if (wanted === 0) {
        finish(out);
        wanted = undefined;
      }
    }
  }

  function push(chunk: Buffer): Frames {
    const out = { records: [] as Buffer[], refused: [] as RefusedFrame[] };
    let bytes = chunk;
    if (broken) return out;
    if (mode === 'unknown') {
      if (held > 0) bytes = Buffer.concat([takeHeld(), chunk]);
      const guess = guessMode(bytes);
      if (guess === 'unknown') {
        hold(bytes);
        return out;
      }
      mode = guess;
    }
    if (mode === 'octets') octets(bytes, out);
    else lines(bytes, out);
    return out;
  }

  return {
    get pending() {
      return held + dropped;
    },
    get broken() {
      return broken;
    },
    push,
    end(clean) {
      const out = { records: [] as Buffer[], refused: [] as RefusedFrame[] };
      if (held + dropped === 0 || broken) return out;
      if (clean && mode !== 'octets') finish(out);
      else {
        const bytes = held + dropped;
        const raw = takeHeld();
        out.refused.push({ reason: 'cut', raw: Buffer.from(raw.subarray(0, keptPart)), bytes });
        dropped = 0;
      }
      return out;
    },
  };
}

/** The first bytes of a connection: `<digits> <` is a length and the priority of the first message. */
function guessMode(bytes: Buffer): 'unknown' | 'octets' | 'lines' {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === space && at > 0) {
      if (at + 1 === bytes.length) return 'unknown';
      return bytes[at + 1] === lessThan ? 'octets' : 'lines';
    }
    if (at >= maxDigits || !isDigit(byte) || (at === 0 && byte === 0x30)) return 'lines';
  }
  return 'unknown';
}

function isLength(digits: Buffer): boolean {
  return digits.length > 0 && digits[0] !== 0x30 && digits.every(isDigit);
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
