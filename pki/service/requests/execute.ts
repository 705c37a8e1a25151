import { systemActor } from '#platform/kernel/actor.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { toJsonText } from '#platform/storage/index.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestsDeps } from '../../ports.ts';
import type { RevocationReason } from '../../schemas.ts';
import { findHolder } from '../../store/directory.ts';
import { findRequest, moveRequest, type RequestRow } from '../../store/requests.ts';
import { certificateOfRequest, findCertificate } from '../../store/requests-certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { orderOf, previewText } from './create.ts';
import { requestEvent } from './events.ts';
import { checkHolderInUse } from './wanted.ts';

const executorPermissions = ['pki.certificates.issue', 'pki.certificates.revoke'];

/** The actor in whose name an approved request is carried out. */
export const executorOf = (row: Pick<RequestRow, 'id'>) =>
  systemActor(`pki.requests/${row.id}`, executorPermissions);

export type StoredFailure = {
  readonly code: string;
  readonly message: { readonly zh: string; readonly en: string };
};

const unexpected = pkiErrors['request-interrupted']();

/**
 * Carries approved requests out, each at most once at a time in this process. Every effect may be asked
 * for again: after a crash the request is still `approved` and the next run finishes it.
 */
export function createExecutor(deps: RequestsDeps): (id: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  return (id) => {
    const work =
      running.get(id) ??
      execute(deps, id).finally(() => {
        running.delete(id);
      });
    running.set(id, work);
    return work;
  };
}

async function execute(deps: RequestsDeps, id: string): Promise<void> {
  const row = await findRequest(deps.storage.read<PkiTables>(), id);
  if (row?.state !== 'approved') return;
  let certificateId: string | null;
  try {
    certificateId = await perform(deps, row);
  } catch (error) {
    // Our own faults (5xx, disk, database) pass; what the order itself makes impossible does not.
    const permanent = error instanceof AppError && error.status < 500;
    await recordFailure(deps, row, error instanceof AppError ? error : unexpected, permanent);
    return;
  }
  const now = deps.clock.now().toISOString();
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    const change = { state: 'done', result_certificate_id: certificateId, finished_at: now, failure: null };
    if (!(await moveRequest(tx, row, change))) return;
    await deps.events.append(
      tx,
      requestEvent('pki.request.done', executorOf(row), row, { resultCertificateId: certificateId }),
    );
  });
}

/** The effect itself. Answers with the new certificate, or null when none is made. */
async function perform(deps: RequestsDeps, row: RequestRow): Promise<string | null> {
  const actor = executorOf(row);
  if (row.kind === 'issue' || row.kind === 'renew') return makeCertificate(deps, row);
  const certificateId = row.certificate_id!;
  const reached = { revoke: 'revoked', suspend: 'held', release: 'good' }[row.kind as 'revoke'];
  const certificate = await findCertificate(deps.storage.read<PkiTables>(), certificateId);
  // After a crash between the effect and this record the effect is there already.
  if (certificate?.status === reached) return null;
  if (row.kind === 'revoke') {
    await deps.issuance.revoke(certificateId, row.revocation_reason as RevocationReason, row.id, actor);
  } else if (row.kind === 'suspend') {
    await deps.issuance.suspend(certificateId, row.id, actor);
  } else {
    await deps.issuance.release(certificateId, row.id, actor);
  }
  return null;
}

async function makeCertificate(deps: RequestsDeps, row: RequestRow): Promise<string> {
  const read = deps.storage.read<PkiTables>();
  const made = await certificateOfRequest(read, row.id);
  if (made) return made.id;
  checkHolderInUse('issue', (await findHolder(read, row.holder_id))!);
  const order = orderOf(row);
  // The directory may have changed since; what is issued is what was decided on, or nothing.
  if (previewText(await deps.issuance.preview(order)) !== row.preview) throw pkiErrors['request-changed']();
  const { certificateId } = await deps.issuance.issue(order, executorOf(row));
  return certificateId;
}

async function recordFailure(
  deps: RequestsDeps,
  row: RequestRow,
  error: AppError,
  permanent: boolean,
): Promise<void> {
  const failure: StoredFailure = { code: error.code, message: { zh: error.texts.zh, en: error.texts.en } };
  const text = toJsonText(failure);
  if (!permanent && row.failure === text) return;
  const now = deps.clock.now().toISOString();
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    const change = permanent ? { state: 'failed', finished_at: now, failure: text } : { failure: text };
    if (!(await moveRequest(tx, row, change))) return;
    const name = permanent ? 'pki.request.failed' : 'pki.request.delayed';
    await deps.events.append(tx, requestEvent(name, executorOf(row), row, { code: failure.code }, 'failure'));
  });
}
