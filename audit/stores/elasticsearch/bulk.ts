import type { Client } from '@elastic/elasticsearch';
import type { AppError } from '#platform/kernel/errors.ts';
import type { Pauses } from '../../core/pauses.ts';
import { auditErrors } from '../../errors.ts';
import type { Refused } from '../../ports.ts';
import { pause } from './again.ts';
import { explained, isOwnAnswer, isTransient, reasonOf, statusOf } from './faults.ts';

/** A document ready to be sent: its id, its place in the evidence log, its two lines of a `_bulk` body. */
export type Sendable = { readonly id: string; readonly index: number; readonly lines: Uint8Array };

export type BulkOptions = {
  readonly client: Client;
  readonly pauses: Pauses;
  /** Told what an attempt failed on before it is made again; null when one did not. */
  onFault(fault: AppError | null): void;
};

type Item = {
  readonly _id: string;
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
};
type Answer = { readonly errors: boolean; readonly items?: readonly { readonly create: Item }[] };

/** What became of the documents of one attempt. */
type Outcome = {
  readonly refused: readonly Refused[];
  readonly again: readonly Sendable[];
  /** Why there is an `again`. */
  readonly fault: AppError | null;
};

/**
 * Sends documents until each one is kept by the cluster, was there before, or is refused for good.
 * @throws signal.reason
 */
export async function sendBulk(
  options: BulkOptions,
  documents: readonly Sendable[],
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  let left = documents;
  for (let failures = 0; left.length > 0; ) {
    const outcome = await attempt(options, left, signal);
    refused.push(...outcome.refused);
    options.onFault(outcome.fault);
    // An attempt that got something done is no reason to wait longer.
    failures = outcome.again.length < left.length ? 1 : failures + 1;
    left = outcome.again;
    if (left.length > 0) await pause(options.pauses, failures, signal);
  }
  return refused;
}

async function attempt(
  options: BulkOptions,
  documents: readonly Sendable[],
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  let answer: Answer;
  try {
    answer = (await options.client.transport.request(
      {
        method: 'POST',
        path: '/_bulk',
        querystring: {
          timeout: '30s',
          filter_path: 'errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason',
        },
        bulkBody: Buffer.concat(documents.map(({ lines }) => lines)),
      },
      { signal, maxRetries: 0 },
    )) as Answer;
  } catch (error) {
    signal.throwIfAborted();
    if (isTooMuch(error)) return inHalves(options, documents, signal, error);
    return { refused: [], again: documents, fault: explained(error) };
  }
  return judge(documents, answer);
}

/** Whether the request as a whole is what the cluster cannot take, so that parts of it may pass. */
function isTooMuch(error: unknown): boolean {
  const status = statusOf(error);
  return status === 413 || (status === 400 && isOwnAnswer(error));
}

async function inHalves(
  options: BulkOptions,
  documents: readonly Sendable[],
  signal: AbortSignal,
  error: unknown,
): Promise<Outcome> {
  const [only] = documents;
  if (documents.length === 1 && only) {
    return { refused: [refusal(only, reasonOf(error))], again: [], fault: null };
  }
  const middle = documents.length >> 1;
  const first = await attempt(options, documents.slice(0, middle), signal);
  const second = await attempt(options, documents.slice(middle), signal);
  return {
    refused: [...first.refused, ...second.refused],
    again: [...first.again, ...second.again],
    fault: first.fault ?? second.fault,
  };
}

/** Goes by the id of each item: an answer may lack some. */
function judge(documents: readonly Sendable[], { errors, items = [] }: Answer): Outcome {
  if (!errors && items.length === documents.length) return { refused: [], again: [], fault: null };
  const said = new Map(items.map(({ create }) => [create._id, create]));
  const refused: Refused[] = [];
  const again: Sendable[] = [];
  let fault: AppError | null = null;
  for (const each of documents) {
    const item = said.get(each.id);
    // 409: it is there since an earlier attempt.
    if (item && (item.status < 300 || item.status === 409)) continue;
    const why = item?.error ? `${item.error.type}: ${item.error.reason}` : '';
    if (item && isForGood(item)) refused.push(refusal(each, why));
    else {
      again.push(each);
      fault ??= item
        ? auditErrors['elasticsearch-refuses']({ status: item.status, reason: why })
        : auditErrors['elasticsearch-answer']();
    }
  }
  return { refused, again, fault };
}

/**
 * Whether the fault is in the document. Rights (401, 403), a missing index (404) and limits of the cluster
 * (validation_exception) are not: somebody mends them and the document passes.
 */
function isForGood({ status, error }: Item): boolean {
  if (isTransient(status) || [401, 403, 404].includes(status)) return false;
  return error?.type !== 'validation_exception';
}

function refusal({ id, index }: Sendable, reason: string): Refused {
  return { id, index, reason: reason.slice(0, 500) };
}
