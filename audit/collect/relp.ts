import type { RefusedFrame } from './framing.ts';

/** What bytes of a connection gave: records, what was refused, and the answers that are due. */
export type RelpFrames = {
  readonly records: readonly Buffer[];
  readonly refused: readonly RefusedFrame[];
  /** Answers that need not wait. */
  readonly now: string;
  /** Acknowledgements of the records and of what was refused, for when they are on disk. */
  readonly stored: string;
  /** The sender has said goodbye. */
  readonly closing: boolean;
};

export type RelpReader = {
  readonly pending: number;
  readonly broken: boolean;
  push(chunk: Buffer): RelpFrames;
  /** The connection ended. What was not acknowledged is sent again: there is nothing to keep. */
  end(): RelpFrames;
};

const nothing: RelpFrames = { records: [], refused: [], now: '', stored: '', closing: false };

const maxHead = 9 + 1 + 32 + 1 + 9;
const head = /^(\d{1,9}) ([a-z]{1,32}) (\d{1,9})$/i;

/**
 * The receiving side of RELP (the Reliable Event Logging Protocol of librelp): frames
 * `TXNR COMMAND DATALEN[ DATA]\n`. Each message is answered only when it is kept, so that a sender has
 * again whatever a crash took.
 */
export function createRelpReader(bounds: {
  readonly maxRecord: number;
  readonly keptPart: number;
}): RelpReader {
  let buffer: Buffer = Buffer.alloc(0);
  /** The frame whose data is being read; `skipped` of it is not kept. */
  let frame: { txnr: string; command: string; length: number } | undefined;
  let parts: Buffer[] = [];
  let held = 0;
  let skipped = 0;
  let broken = false;

  function push(chunk: Buffer): RelpFrames {
    const out = {
      records: [] as Buffer[],
      refused: [] as RefusedFrame[],
      now: '',
      stored: '',
      closing: false,
    };
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (let more = true; more && !broken && !out.closing; ) more = step(out);
    return out;
  }

  type Out = { -readonly [K in keyof RelpFrames]: RelpFrames[K] } & {
    records: Buffer[];
    refused: RefusedFrame[];
  };

  /** @returns whether there is more to do with what is here */
  function step(out: Out): boolean {
    if (frame === undefined) return readHead(out);
    const wanted = frame.length - held - skipped;
    if (wanted > 0) {
      if (buffer.length === 0) return false;
      const piece = buffer.subarray(0, wanted);
      buffer = buffer.subarray(piece.length);
      const keep = frame.length > bounds.maxRecord ? Math.max(0, bounds.keptPart - held) : piece.length;
      const kept = piece.subarray(0, keep);
      parts.push(kept);
      held += kept.length;
      skipped += piece.length - kept.length;
      if (parts.length > 256) parts = [Buffer.concat(parts, held)];
      return true;
    }
    if (buffer.length === 0) return false;
    if (buffer[0] !== 0x0a) return fail(out, buffer);
    buffer = buffer.subarray(1);
    const data = parts.length === 1 ? parts[0]! : Buffer.concat(parts, held);
    const { txnr, command, length } = frame;
    frame = undefined;
    parts = [];
    held = 0;
    skipped = 0;
    answer(out, txnr, command.toLowerCase(), data, length);
    return true;
  }

  function readHead(out: Out): boolean {
    const limit = buffer.subarray(0, maxHead + 1);
    // The length ends at its space, or, of a frame without data, at the end of the frame.
    let spaces = 0;
    let end = -1;
    for (let at = 0; at < limit.length && end < 0; at++) {
      if (limit[at] === 0x0a || (limit[at] === 0x20 && ++spaces === 3)) end = at;
    }
    if (end < 0) return limit.length > maxHead ? fail(out, buffer) : false;
    const match = head.exec(limit.toString('latin1', 0, end));
    const length = Number(match?.[3]);
    if (!match || (limit[end] === 0x0a) !== (length === 0)) return fail(out, buffer);
    frame = { txnr: match[1]!, command: match[2]!, length };
    buffer = buffer.subarray(limit[end] === 0x0a ? end : end + 1);
    return true;
  }

  function fail(out: Out, bytes: Buffer): boolean {
    broken = true;
    const raw = Buffer.from(bytes.subarray(0, bounds.keptPart));
    out.refused.push({ reason: 'bad-frame', raw, bytes: bytes.length });
    return false;
  }

  function answer(out: Out, txnr: string, command: string, data: Buffer, length: number): void {
    if (command === 'syslog') {
      if (length > data.length)
        out.refused.push({ reason: 'too-long', raw: Buffer.from(data), bytes: length });
      else if (length > 0) out.records.push(data);
      out.stored += response(txnr, '200 OK');
    } else if (command === 'open') {
      out.now += response(txnr, '200 OK\nrelp_version=0\nrelp_software=anmin\ncommands=syslog');
    } else if (command === 'close') {
      out.stored += `${response(txnr, '')}0 serverclose 0\n`;
      out.closing = true;
    } else {
      out.now += response(txnr, '500 command not known');
    }
  }

  return {
    get pending() {
      return buffer.length + held;
    },
    get broken() {
      return broken;
    },
    push,
    end: () => nothing,
  };
}

function response(txnr: string, text: string): string {
  return text === '' ? `${txnr} rsp 0\n` : `${txnr} rsp ${Buffer.byteLength(text)} ${text}\n`;
}
