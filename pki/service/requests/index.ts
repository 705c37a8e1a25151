import { type Actor, authorise, may } from '#platform/kernel/actor.ts';
import type { Page } from '#platform/kernel/page.ts';
import { DerError } from '../../core/der/errors.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { nameText } from '../../core/x509/name.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestsDeps } from '../../ports.ts';
import {
  approvedRequests,
  countOpenRequests,
  type DecisionRow,
  decisionsAfter,
  decisionsOf,
  findRequest,
  type RequestRow,
  stepsOf,
} from '../../store/requests.ts';
import type { PkiTables } from '../../store/tables.ts';
import { asPerson, authoriseSight } from './access.ts';
import { expireRequests, withdrawRequest } from './close.ts';
import { createRequest } from './create.ts';
import { type DecisionInput, decideRequest, decisionPayloadOf } from './decide.ts';
import { decidedOn } from './decided-on.ts';
import { createDecisionKey } from './decision-key.ts';
import { createExecutor } from './execute.ts';
import { countWaiting, listRequests, type RequestQueryInput } from './list.ts';
import { decisionKeys, isSound } from './verify.ts';
import {
  type CollectionView,
  collectionView,
  type DecisionView,
  decisionView,
  type PreviewView,
  previewView,
  type RequestView,
  requestViews,
} from './view.ts';
import type { NewRequestInput } from './wanted.ts';

export type RequestDetailView = {
  readonly request: RequestView;
  readonly preview: PreviewView | null;
  readonly decisions: readonly DecisionView[];
  readonly collection: CollectionView | null;
};

/** A stored decision that no longer stands. */
export type BadDecision = { readonly number: string; readonly step: string; readonly actorName: string };

/** The use cases of requests and approval. */
export function createRequests(deps: RequestsDeps) {
  const serverKey = createDecisionKey(deps);
  const execute = createExecutor(deps);
  const read = () => deps.storage.read<PkiTables>();

  async function detailOf(caller: Actor, row: RequestRow): Promise<RequestDetailView> {
    const subject = await decidedOn(read(), row);
    const keys = await decisionKeys(read());
    const decisions = await decisionsOf(read(), row.id);
    const request = (await requestViews(deps, caller, [row]))[0]!;
    return {
      request,
      preview: previewView(row.preview),
      decisions: decisions.map((decision) => decisionView(decision, subject, keys, signerOf(decision))),
      collection: request.collectable ? await collectionView(deps.issuance, caller, row) : null,
    };
  }

  async function get(caller: Actor, id: string): Promise<RequestDetailView> {
    const row = await findRequest(read(), id);
    if (row === undefined) throw pkiErrors['request-not-found']();
    authoriseSight(caller, row);
    return detailOf(caller, row);
  }

  return {
    list: (caller: Actor, query: RequestQueryInput): Promise<Page<RequestView>> =>
      listRequests(deps, caller, query),

    get,

    /**
     * Makes a request. In a password session the entry clerk's own request counts as entered, signed by
     * the server's key; in a certificate session it waits for the clerk's signature on the entry.
     */
    async create(caller: Actor, input: NewRequestInput): Promise<RequestDetailView> {
      const { id, actor } = await createRequest(deps, caller, input);
      const row = (await findRequest(read(), id))!;
      const enters =
        stepsOf(row)[0] === 'entry' &&
        may(actor, 'pki.requests.enter') &&
        actor.method === 'password' &&
        actor.holderId !== undefined &&
        actor.holderId !== row.holder_id;
      if (enters) await decideRequest(deps, serverKey, actor, id, { decision: 'approve' });
      return get(caller, id);
    },

    decisionPayload: (caller: Actor, id: string, input: DecisionInput) =>
      decisionPayloadOf(deps, caller, id, input),

    /** Decides the current step; after the last one waits until the request was carried out. */
    async decide(caller: Actor, id: string, input: DecisionInput): Promise<RequestDetailView> {
      const state = await decideRequest(deps, serverKey, caller, id, input);
      if (state === 'approved') await execute(id);
      return detailOf(caller, (await findRequest(read(), id))!);
    },

    async withdraw(caller: Actor, id: string, reason: string): Promise<RequestDetailView> {
      await withdrawRequest(deps, caller, id, reason);
      return get(caller, id);
    },

    /** For the inventory. */
    async counts(caller: Actor): Promise<{ waitingForMe: number; myOpenRequests: number }> {
      const { accountId } = asPerson(caller);
      return {
        waitingForMe: await countWaiting(deps, caller),
        myOpenRequests: await countOpenRequests(read(), accountId),
      };
    },

    /** Job: closes what waited too long. */
    expireStale: (signal?: AbortSignal): Promise<number> => expireRequests(deps, signal),

    /** Job, and at start: carries out what was approved and is not done. Answers how many were tried. */
    async executeApproved(signal?: AbortSignal): Promise<number> {
      let tried = 0;
      for (const id of await approvedRequests(read(), 1000)) {
        if (signal?.aborted) break;
        await execute(id);
        tried += 1;
      }
      return tried;
    },

    /** Checks every stored decision again. @throws common.forbidden without pki.requests.read */
    async verifyDecisions(caller: Actor): Promise<{ checked: number; bad: readonly BadDecision[] }> {
      authorise(caller, 'pki.requests.read');
      const keys = await decisionKeys(read());
      const bad: BadDecision[] = [];
      let checked = 0;
      let after = '';
      for (;;) {
        const rows = await decisionsAfter(read(), after, 500);
        for (const row of rows) {
          const request = (await findRequest(read(), row.request_id))!;
          const subject = await decidedOn(read(), request);
          const spki = row.server_key_id ? keys.get(row.server_key_id) : undefined;
          if (!isSound(row, subject, spki)) {
            bad.push({ number: request.number, step: row.step, actorName: row.actor_name });
          }
          checked += 1;
        }
        if (rows.length < 500) return { checked, bad };
        after = rows.at(-1)!.id;
      }
    },
  };
}

export type Requests = ReturnType<typeof createRequests>;

/** Subject of the certificate, empty when its stored bytes are none; or the id of the server's key. */
function signerOf(row: DecisionRow): string {
  if (!row.signer_certificate) return row.server_key_id ?? '';
  try {
    return nameText(parseCertificate(row.signer_certificate).subject);
  } catch (error) {
    if (error instanceof DerError) return '';
    throw error;
  }
}
