import { Bytes, Closed, IdParams, Nothing, type Route, route, Text } from '#platform/http/index.ts';
import { auditErrors } from '../errors.ts';
import type { ServedFile } from '../evidence/served.ts';
import { Cosignature, EvidenceCheck, EvidenceState, NewWitness, StoreState } from '../schemas.ts';
import type { createEvidenceState } from '../service/evidence/state.ts';
import type { createWitnesses } from '../service/evidence/witnesses.ts';
import { untilGone } from './until-gone.ts';

const perMinute = { max: 600, windowMs: 60_000 };

/** @param servedToAll a file of the log that strangers may have, by its path */
export function evidenceRoutes(
  state: ReturnType<typeof createEvidenceState>,
  witnesses: ReturnType<typeof createWitnesses>,
  servedToAll: (path: string) => ServedFile | undefined,
): Route[] {
  return [
    route({
      method: 'GET',
      path: 'evidence',
      id: 'getEvidence',
      summary: '证据日志状态 State of the evidence log',
      access: 'audit.evidence.read',
      output: { 200: EvidenceState },
      handle: ({ actor }) => state.get(actor),
    }),
    route({
      method: 'GET',
      path: 'store',
      id: 'getStore',
      summary: '检索库状态 State of the searchable copy',
      access: 'audit.evidence.read',
      output: { 200: StoreState },
      handle: ({ actor, reply }) => state.store(actor, untilGone(reply)),
    }),
    route({
      method: 'POST',
      path: 'evidence/check',
      id: 'checkEvidence',
      summary: '核查全部证据 Check the whole evidence log',
      access: 'audit.evidence.read',
      output: { 200: EvidenceCheck },
      limit: { max: 4, windowMs: 60_000 },
      handle: ({ actor, reply }) => state.check(actor, untilGone(reply)),
    }),
    route({
      method: 'POST',
      path: 'witnesses',
      id: 'addWitness',
      summary: '登记见证 Name a witness',
      access: 'audit.witnesses.write',
      input: { body: NewWitness },
      output: { 201: IdParams },
      handle: ({ actor, body }) => witnesses.add(actor, body.vkey),
    }),
    route({
      method: 'DELETE',
      path: 'witnesses/:id',
      id: 'removeWitness',
      summary: '移除见证 Remove a witness',
      access: 'audit.witnesses.write',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => witnesses.remove(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'log/*',
      id: 'getLogFile',
      summary: '证据日志的检查点和哈希块 Checkpoint and tiles of hashes (C2SP tlog-tiles)',
      access: {
        public: 'Witnesses on other machines have no session; hashes and signed sizes carry no content',
      },
      input: { params: Closed({ '*': Text(200) }) },
      output: { 200: Bytes('application/octet-stream') },
      limit: perMinute,
      async handle({ params, reply }) {
        const path = params['*'];
        const file = servedToAll(path);
        if (file === undefined) throw auditErrors['log-file-unknown']({ path });
        reply.type(file.contentType);
        reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-store');
        return file.body;
      },
    }),
    route({
      method: 'POST',
      path: 'witness/cosignature',
      id: 'deliverCosignature',
      summary: '提交见证签名 Deliver the cosignature of a witness',
      access: { public: 'The signature of a witness that is named here is the proof' },
      input: { body: Cosignature },
      output: { 204: Nothing },
      limit: perMinute,
      handle: ({ body }) => state.cosign(body.checkpoint),
    }),
  ];
}
