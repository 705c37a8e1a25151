import { parentPort, workerData } from 'node:worker_threads';
import { parseVerifierKey } from '../core/notes/keys.ts';
import { Damage } from './damage.ts';
import { isFull } from './files.ts';
import { openWriter, type Writer } from './writer.ts';
import type { WriterAnswer, WriterCall, WriterFailure, WriterOptions } from './writer-calls.ts';

/** The thread that writes the log: hashing, packing and waiting for the disk happen here. */
const { settings, vkey } = workerData as WriterOptions;
const port = parentPort!;
/** So many files may wait until they are flushed together. */
const flushEvery = 2048;

let writer: Writer | undefined;
let refusedEpoch = -1;
let damaged: unknown;
let flushing = false;

function answer(call: WriterCall): unknown {
  if (call.kind === 'open') {
    writer = openWriter(settings, parseVerifierKey(vkey)!);
    return writer.opened;
  }
  if (damaged !== undefined) throw damaged;
  switch (call.kind) {
    case 'commit': {
      // What was called before its caller could know that something earlier was refused goes with it:
      // stored alone, it would pass off the refused records of its stream as known.
      if (call.epoch <= refusedEpoch)
        throw Object.assign(new Error('refused with an earlier one'), { code: 'ENOSPC' });
      try {
        const committed = writer!.commit(call.batch);
        flushSome();
        return committed;
      } catch (error) {
        refusedEpoch = call.epoch;
        throw error;
      }
    }
    case 'tree-head':
      return writer!.treeHead();
    case 'signed':
      return writer!.signed(call.size, call.text);
    case 'prune':
      // The tree is never grown again from records that are about to go.
      return writer!.flushTiles().then(() => writer!.prune(call.firstKept, call.tilesFrom));
    case 'reserve':
      return writer!.reserve(call.keep);
    case 'close':
      return writer!.flushTiles().then(() => writer!.close());
  }
}

function flushSome(): void {
  if (flushing || writer!.unflushed() < flushEvery) return;
  flushing = true;
  writer!
    .flushTiles()
    .catch((error: unknown) => {
      damaged = error;
    })
    .finally(() => {
      flushing = false;
    });
}

function failureOf(error: unknown): WriterFailure {
  const { begun, message } = error as Error & { begun?: number };
  if (isFull(error)) return { kind: 'full', begun };
  // After a failed flush nobody knows what is on disk: nothing more is taken until it was opened again.
  damaged = error;
  return error instanceof Damage
    ? { kind: 'broken', file: error.file, reason: error.reason }
    : { kind: 'broken', file: settings.directory, reason: { zh: message, en: message } };
}

port.on('message', async (call: WriterCall) => {
  let reply: WriterAnswer;
  try {
    reply = { id: call.id, value: await answer(call) };
  } catch (error) {
    reply = { id: call.id, failure: failureOf(error) };
  }
  port.postMessage(reply);
});
