import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Storage } from '#platform/storage/index.ts';
import { type NoteVerifier, parseVerifierKey } from '../../core/notes/keys.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditTables } from '../../store/db.ts';
import { insertWitness, isWitnessKey, removeWitness, standingWitnesses } from '../../store/evidence.ts';
import { recordEvent } from '../record-event.ts';

/** Who cosigns checkpoints. The audit administrator names them; their keys live on other machines. */
export function createWitnesses(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
}) {
  const { storage, events, clock } = deps;
  let known: readonly { readonly id: string; readonly verifier: NoteVerifier }[] = [];

  async function load(): Promise<void> {
    const rows = await standingWitnesses(storage.read<AuditTables>());
    known = rows.flatMap(({ id, vkey }) => {
      const verifier = parseVerifierKey(vkey);
      return verifier === undefined ? [] : [{ id, verifier }];
    });
  }

  return {
    load,
    keys: (): readonly NoteVerifier[] => known.map(({ verifier }) => verifier),
    idOf: (vkey: string): string | undefined => known.find(({ verifier }) => verifier.vkey === vkey)?.id,

    /** @param vkey as `anmin audit witness --new-key` prints it. @throws audit.witness-key, audit.witness-known */
    async add(actor: Actor, vkey: string): Promise<{ id: string }> {
      authorise(actor, 'audit.witnesses.write');
      const verifier = parseVerifierKey(vkey);
      if (verifier?.kind !== 'witness') throw auditErrors['witness-key']({ field: 'vkey' });
      const id = newId();
      await storage.transaction<AuditTables, void>(async (tx) => {
        if (await isWitnessKey(tx, verifier.vkey)) throw auditErrors['witness-known']();
        const values = {
          id,
          name: verifier.name,
          vkey: verifier.vkey,
          added_at: clock.now().toISOString(),
          added_by: actorRef(actor).name,
          removed_at: null,
          removed_by: null,
        };
        await insertWitness(tx, values);
        await recordEvent(events, tx, actor, {
          name: 'audit.witness.added',
          subject: { kind: 'witness', id, label: verifier.name },
          data: { vkey: verifier.vkey },
        });
      });
      await load();
      return { id };
    },

    /** @throws audit.witness-unknown */
    async remove(actor: Actor, id: string): Promise<void> {
      authorise(actor, 'audit.witnesses.write');
      await storage.transaction<AuditTables, void>(async (tx) => {
        const removed = { removed_at: clock.now().toISOString(), removed_by: actorRef(actor).name };
        if (!(await removeWitness(tx, id, removed))) throw auditErrors['witness-unknown']();
        await recordEvent(events, tx, actor, {
          name: 'audit.witness.removed',
          subject: { kind: 'witness', id },
        });
      });
      await load();
    },
  };
}
