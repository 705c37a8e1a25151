import { AppError } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { NewRecord } from '../../core/record.ts';
import type { DeadLetters } from '../../service/dead-letters/index.ts';
import type { KnownSource } from '../../service/sources/registry.ts';
import type { Bulk } from '../bulk.ts';
import { unpack } from '../bulk-body.ts';
import { limits } from '../settings.ts';
import { type Action, MalformedBulk, readActions } from './actions.ts';

type Problem = { readonly type: string; readonly reason: string };
export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

type ElasticDeps = {
  readonly bulk: Bulk;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
  readonly now: () => number;
};

type ElasticRequest = {
  readonly bytes: Buffer;
  readonly encoding: string | undefined;
  readonly index: string | undefined;
};

/** The answer of Elasticsearch to what it refuses as a whole. */
export function refusal(status: number, { type, reason }: Problem): Answer {
  return { status, body: { error: { root_cause: [{ type, reason }], type, reason }, status } };
}

/**
 * Takes a `_bulk` body as records of a source: each document, byte for byte, is one. Answers after they
 * are on disk. A document that is no JSON is taken too: nothing that a source says is dropped for its form.
 */
export async function takeElasticBulk(
  deps: ElasticDeps,
  source: KnownSource,
  request: ElasticRequest,
): Promise<Answer> {
  try {
    return await deps.bulk.reading(source, () => takeBody(deps, source, request));
  } catch (error) {
    if (error instanceof MalformedBulk) {
      return refusal(400, { type: 'illegal_argument_exception', reason: error.message });
    }
    if (error instanceof AppError) return refusalOf(error);
    throw error;
  }
}

async function takeBody(
  deps: ElasticDeps,
  source: KnownSource,
  { bytes, encoding, index }: ElasticRequest,
): Promise<Answer> {
  const started = performance.now();
  const receivedAt = deps.now();
  const body = await unpack(bytes, encoding, limits.bulkUnpacked);
  const actions = await readActions(body, index);
  const problems = actions.map(problemOf);
  const records = actions.flatMap(({ document, time }, at): NewRecord[] =>
    document === undefined || problems[at]
      ? []
      : [{ source: source.id, raw: document, eventTime: time, receivedAt }],
  );
  await deps.bulk.submit(source, records);
  await deps.deadLetters.add(
    actions.flatMap(({ document }, at) => {
      const problem = problems[at];
      if (document === undefined || problem === undefined) return [];
      const raw = document.subarray(0, limits.keptPart);
      const letter = {
        stage: 'collect',
        source: source.id,
        raw,
        bytes: document.length,
        receivedAt,
      } as const;
      return [{ ...letter, reason: problem.word, detail: problem.reason }];
    }),
  );
  const items = actions.map((action, at) => itemOf(action, problems[at]));
  const errors = problems.some((problem) => problem !== undefined);
  return { status: 200, body: { took: Math.round(performance.now() - started), errors, items } };
}

/** Senders try again after 429 and 5xx, and split after 413. */
export function refusalOf(error: AppError): Answer {
  const type = types[error.status] ?? 'es_rejected_execution_exception';
  return refusal(error.status, { type, reason: `${error.code}: ${error.texts.en}` });
}

const types: Record<number, string> = {
  400: 'illegal_argument_exception',
  401: 'security_exception',
  413: 'content_too_long_exception',
  500: 'exception',
};

type Trouble = Problem & { readonly word: string; readonly status: number };

function problemOf({ operation, document }: Action): Trouble | undefined {
  if (operation === 'update' || operation === 'delete') {
    const reason = `audit records cannot be changed: only [index] and [create], not [${operation}]`;
    return { word: 'operation', status: 400, type: 'illegal_argument_exception', reason };
  }
  if (document !== undefined && document.length > limits.record) {
    const reason = `the document has ${document.length} bytes, more than ${limits.record}`;
    return { word: 'too-long', status: 400, type: 'illegal_argument_exception', reason };
  }
  return undefined;
}

function itemOf({ operation, index, id }: Action, problem: Trouble | undefined): Record<string, unknown> {
  const named = { _index: index, _id: id ?? newId() };
  if (problem) {
    const { type, reason, status } = problem;
    return { [operation]: { ...named, status, error: { type, reason } } };
  }
  const shards = { total: 1, successful: 1, failed: 0 };
  const written = { _version: 1, result: 'created', _shards: shards, _seq_no: 0, _primary_term: 1 };
  return { [operation]: { ...named, ...written, status: 201 } };
}
