import type { SingleResponse } from '../../core/build/ocsp.ts';
import type { CertId } from '../../core/x509/ocsp.ts';

export type WarmAnswer = {
  readonly der: Buffer;
  readonly single: SingleResponse;
  readonly issuerId: string;
  readonly certId: CertId;
  /** Of a serial that was issued: what was never issued could be asked for without end. */
  readonly cacheable: boolean;
  /** Revoked for good. */
  readonly final: boolean;
  /** Milliseconds since the epoch; at the end of it the answer is signed anew. */
  readonly freshUntil: number;
  /** Since room was last needed. */
  asked: boolean;
};

/** Signed answers by CertID and by the octets of the question, bounded: what was not asked for goes first. */
export type WarmAnswers = {
  byRequest(request: Buffer): WarmAnswer | undefined;
  byCertId(certId: Uint8Array): WarmAnswer | undefined;
  put(answer: WarmAnswer): void;
  /** Lets this question find the answer without being read. */
  link(request: Buffer, answer: WarmAnswer): void;
  forget(serial: string): void;
  /** Differs between two calls when `forget` of that serial came between. */
  changes(serial: string): number;
  /** Answers that end before `time`. */
  dueBefore(time: number): WarmAnswer[];
  size(): number;
};

/** Octets of a question that is remembered: one certificate, SHA-256, no requestor. */
const maxLinked = 256;

export function createWarmAnswers(capacity: number): WarmAnswers {
  const byCertId = new Map<string, WarmAnswer>();
  const byRequest = new Map<string, WarmAnswer>();
  const bySerial = new Map<string, Set<string>>();
  // Serials whose status changed: few, and a lost count only costs one signature more.
  const changed = new Map<string, number>();
  let changes = 0;

  function drop(key: string, answer: WarmAnswer) {
    byCertId.delete(key);
    const keys = bySerial.get(answer.certId.serialHex);
    keys?.delete(key);
    if (keys?.size === 0) bySerial.delete(answer.certId.serialHex);
  }

  /** Second chance: least recently used, nearly, and nothing to be done when an answer is used. */
  function makeRoom() {
    const [key, answer] = byCertId.entries().next().value!;
    if (!answer.asked) return drop(key, answer);
    answer.asked = false;
    byCertId.delete(key);
    byCertId.set(key, answer);
  }

  return {
    byRequest(request) {
      if (request.length > maxLinked) return undefined;
      const key = request.toString('latin1');
      const answer = byRequest.get(key);
      if (!answer) return undefined;
      // Still the one that counts: not forgotten, not replaced.
      const current = byCertId.get(text(answer.certId.raw));
      if (current === undefined) {
        byRequest.delete(key);
        return undefined;
      }
      if (current !== answer) byRequest.set(key, current);
      current.asked = true;
      return current;
    },
    byCertId(certId) {
      const answer = byCertId.get(text(certId));
      if (answer) answer.asked = true;
      return answer;
    },
    put(answer) {
      const key = text(answer.certId.raw);
      byCertId.delete(key);
      byCertId.set(key, answer);
      const keys = bySerial.get(answer.certId.serialHex) ?? new Set();
      bySerial.set(answer.certId.serialHex, keys.add(key));
      while (byCertId.size > capacity) makeRoom();
    },
    link(request, answer) {
      if (request.length > maxLinked) return;
      byRequest.set(request.toString('latin1'), answer);
      if (byRequest.size > capacity) byRequest.delete(byRequest.keys().next().value!);
    },
    forget(serial) {
      changes += 1;
      changed.delete(serial);
      changed.set(serial, changes);
      if (changed.size > 1000) changed.delete(changed.keys().next().value!);
      for (const key of bySerial.get(serial) ?? []) byCertId.delete(key);
      bySerial.delete(serial);
    },
    changes: (serial) => changed.get(serial) ?? 0,
    dueBefore: (time) => [...byCertId.values()].filter(({ freshUntil }) => freshUntil < time),
    size: () => byCertId.size,
  };
}

function text(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
}
