import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import type { Query } from '../../core/query/ast.ts';
import { matches } from '../../core/query/match.ts';
import type { EcsFields } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { Exception, NewException } from '../../schemas.ts';
import { findAlert } from '../../store/alerts.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  activeExceptions,
  endException,
  insertException,
  isActive,
  pageOfExceptions,
} from '../../store/exceptions.ts';
import { isProtected } from '../detection/protected.ts';
import type { ReadQuery } from '../read-query.ts';
import { readTime } from '../read-time.ts';
import { recordEvent } from '../record-event.ts';
import { namesSaved } from '../search/named.ts';
import { maskedValueIn, queryLike } from './like-alert.ts';
import type { NewExceptionLike } from './schemas.ts';

/** An exception ready to be asked. */
export type ActiveException = {
  readonly id: string;
  covers(ruleId: string, fields: EcsFields): boolean;
};

const longestDays = 366;

/** Suppression with scope, reason and end: nothing is held back for ever, nothing held back is lost. */
export function createExceptions(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly readQuery: ReadQuery;
}) {
  const { storage, events, clock, mask, readQuery } = deps;

  /** What a person typed. */
  function check(query: string | undefined): void {
    if (query === undefined) return;
    readQuery(query);
    if (namesSaved(query)) throw auditErrors['exception-saved']();
    const masked = maskedValueIn(query);
    if (masked !== undefined) throw auditErrors['exception-masked']({ ...masked, field: 'query' });
  }

  async function keep(
    actor: Actor,
    input: Static<typeof NewException> & { readonly alertId?: string },
  ): Promise<{ id: string }> {
    const { ruleId, query, reason, alertId } = input;
    if (ruleId === undefined && query === undefined) throw auditErrors['exception-scope']();
    if (ruleId !== undefined && isProtected(ruleId)) throw auditErrors['rule-protected']();
    if (query !== undefined) readQuery(query);
    const expiresAt = readTime(input.expiresAt, 'expiresAt');
    const now = clock.now();
    const days = (Date.parse(expiresAt) - now.getTime()) / 86_400_000;
    if (!(days > 0 && days <= longestDays))
      throw auditErrors['exception-expiry']({ field: 'expiresAt', days: longestDays });
    const id = newId();
    await storage.transaction<AuditTables, void>(async (tx) => {
      await insertException(tx, {
        id,
        rule_id: ruleId ?? null,
        query: query ?? null,
        reason,
        expires_at: expiresAt,
        created_at: now.toISOString(),
        created_by: actorRef(actor).name,
        ended_at: null,
        ended_by: null,
        held_back: 0,
      });
      await recordEvent(events, tx, actor, {
        name: 'audit.exception.created',
        subject: { kind: 'exception', id },
        data: {
          ruleId: ruleId ?? null,
          query: query ?? null,
          reason,
          expiresAt,
          ...(alertId !== undefined && { alertId }),
        },
      });
    });
    return { id };
  }

  return {
    /** Those that hold back now. */
    async active(): Promise<ActiveException[]> {
      const rows = await activeExceptions(storage.read<AuditTables>(), clock.now().getTime());
      return rows.map(({ id, rule_id: rule, query }) => {
        const parsed: Query = query === null ? { kind: 'all' } : readQuery(query);
        return {
          id,
          covers: (ruleId, fields) =>
            (rule === null || rule === ruleId) && !isProtected(ruleId) && matches(parsed, fields),
        };
      });
    },

    /**
     * @throws audit.exception-scope, audit.exception-saved, audit.exception-masked, audit.rule-protected,
     * audit.exception-expiry, audit.time-unreadable, the errors of a query
     */
    async create(actor: Actor, input: Static<typeof NewException>): Promise<{ id: string }> {
      authorise(actor, 'audit.exceptions.write');
      check(input.query);
      return keep(actor, input);
    },

    /**
     * For what is like an alert: who sets it need not see whom the alert is about.
     * @throws audit.alert-unknown, audit.exception-side and what `create` throws
     */
    async createLike(
      actor: Actor,
      alertId: string,
      { sameRule, same, query: more, ...input }: Static<typeof NewExceptionLike>,
    ): Promise<{ id: string }> {
      authorise(actor, 'audit.exceptions.write');
      check(more);
      const alert = await findAlert(storage.read<AuditTables>(), alertId);
      if (alert === undefined) throw auditErrors['alert-unknown']();
      const query = queryLike(alert, same, more);
      return keep(actor, {
        ...input,
        ...(sameRule && { ruleId: alert.rule_id }),
        ...(query !== undefined && { query }),
        alertId,
      });
    },

    /** Ends it now; what it held back stays where it is. @throws audit.exception-unknown */
    async end(actor: Actor, id: string): Promise<void> {
      authorise(actor, 'audit.exceptions.write');
      await storage.transaction<AuditTables, void>(async (tx) => {
        const ended = { ended_at: clock.now().toISOString(), ended_by: actorRef(actor).name };
        if (!(await endException(tx, id, ended))) throw auditErrors['exception-unknown']();
        await recordEvent(events, tx, actor, {
          name: 'audit.exception.ended',
          subject: { kind: 'exception', id },
        });
      });
    },

    /** Personal data masked: an exception for what is like an alert holds whom it is about. */
    async list(actor: Actor, page: PageQuery): Promise<Page<Static<typeof Exception>>> {
      authorise(actor, 'audit.alerts.read');
      const now = clock.now().getTime();
      return pageOfExceptions(storage.read<AuditTables>(), page, (row) => ({
        id: row.id,
        ruleId: row.rule_id,
        query: row.query === null ? null : mask.text(row.query, 'message'),
        reason: mask.text(row.reason, 'message'),
        expiresAt: row.expires_at,
        createdAt: row.created_at,
        createdBy: row.created_by,
        endedAt: row.ended_at,
        endedBy: row.ended_by,
        heldBack: row.held_back,
        active: isActive(row, now),
      }));
    },
  };
}
