import { basename } from 'node:path';
import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import { flag, type Storage } from '#platform/storage/index.ts';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { matches } from '../../core/query/match.ts';
import type { Rule } from '../../core/sigma/ast.ts';
import { createDetector } from '../../core/sigma/detector.ts';
import { loadRules, type RuleSet } from '../../core/sigma/rule-set.ts';
import { auditErrors } from '../../errors.ts';
import type { RuleList, RuleTrialResult } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import { rulesThatAreOff, setRule } from '../../store/rule-settings.ts';
import type { EventReader } from '../../stores/reader.ts';
import { readRange } from '../read-time.ts';
import { recordAlone, recordEvent } from '../record-event.ts';
import { withinSight } from '../search/sight.ts';
import { matchesOf } from './matches.ts';
import { isProtected } from './protected.ts';
import { type RuleSources, readRuleSet } from './rule-set.ts';

type Rules = Static<typeof RuleList>;
type Trial = Static<typeof RuleTrialResult>;

const trialEvents = 200_000;
const trialPage = 1_000;
const shownMatches = 50;

/** The rules of the product and of the site (`<data>/audit/rules`), and which of them are on. Read by `load`. */
export function createDetection(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly siteFolder: string;
  readonly reader: () => EventReader;
  /** Told which rules are off whenever that changes. */
  readonly onOff: (ids: ReadonlySet<string>) => void;
}) {
  const { storage, events, clock, log, siteFolder, reader, onOff } = deps;
  let all: RuleSet = loadRules([], { regex: linearRegex, placeholders: {} });
  let sources: RuleSources = { documents: [], placeholders: {} };
  let off = new Set<string>();

  async function load(): Promise<void> {
    ({ set: all, sources } = readRuleSet(siteFolder));
    for (const fault of all.faults) log.warn({ code: fault.code, details: fault.details }, fault.texts.en);
    off = await rulesThatAreOff(storage.read<AuditTables>());
    for (const id of [...off]) if (isProtected(id)) off.delete(id);
  }

  const rules = (): Rule[] => [...all.detections, ...all.correlations].map(({ rule }) => rule);

  return {
    load,
    /** The rules, for whoever runs them. */
    sources: () => sources,
    /** Ids of the rules that are off. */
    off: (): ReadonlySet<string> => off,

    list(actor: Actor): Rules {
      authorise(actor, 'audit.rules.read');
      return {
        items: rules().map((rule) => ({
          id: rule.id,
          title: rule.title,
          titleEn: rule.titleEn ?? null,
          description: rule.description ?? null,
          descriptionEn: rule.descriptionEn ?? null,
          level: rule.level ?? 'medium',
          kind: rule.kind,
          tags: [...rule.tags],
          falsePositives: [...rule.falsePositives],
          falsePositivesEn: [...rule.falsePositivesEn],
          // Where the product lies on its server is nobody's business.
          file: basename(rule.place.file),
          helper: all.silent.has(rule.id),
          enabled: !off.has(rule.id),
          protected: isProtected(rule.id),
        })),
        faults: all.faults.map(({ code, texts }) => ({ code, ...texts })),
      };
    },

    /** Switches a rule on or off. @throws audit.rule-unknown, audit.rule-protected */
    async setEnabled(actor: Actor, ruleId: string, enabled: boolean, reason: string): Promise<void> {
      authorise(actor, 'audit.rules.write');
      const rule = rules().find(({ id }) => id === ruleId);
      if (rule === undefined) throw auditErrors['rule-unknown']({ id: ruleId });
      if (!enabled && isProtected(ruleId)) throw auditErrors['rule-protected']();
      const values = {
        enabled: flag(enabled),
        changed_at: clock.now().toISOString(),
        changed_by: actorRef(actor).name,
      };
      await storage.transaction<AuditTables, void>(async (tx) => {
        await setRule(tx, { rule_id: ruleId, ...values });
        await recordEvent(events, tx, actor, {
          name: enabled ? 'audit.rule.enabled' : 'audit.rule.disabled',
          subject: { kind: 'rule', id: ruleId, label: rule.title },
          data: { reason },
        });
      });
      if (enabled) off.delete(ruleId);
      else off.add(ruleId);
      onOff(off);
    },

    /**
     * Runs one rule, with those that it counts, over stored events of a time; nothing is raised. How many match
     * is said of all, as alerts say it; which ones, only of those that the actor may see.
     * @throws audit.rule-unknown, audit.range-empty, audit.time-unreadable
     */
    async tryOn(
      actor: Actor,
      ruleId: string,
      range: { from: string; to: string },
      signal: AbortSignal,
    ): Promise<Trial> {
      authorise(actor, 'audit.rules.read');
      const { from, to, span } = readRange(range);
      const sight = withinSight(actor, { kind: 'all' });
      const wanted = new Set([ruleId]);
      for (const { rule, sources } of [...all.correlations].reverse())
        if (wanted.has(rule.id)) for (const source of sources) wanted.add(source);
      const detections = all.detections.filter(({ rule }) => wanted.has(rule.id));
      const correlations = all.correlations.filter(({ rule }) => wanted.has(rule.id));
      if (detections.length + correlations.length === 0) throw auditErrors['rule-unknown']({ id: ruleId });
      wanted.delete(ruleId);
      const trial = createDetector({ ...all, detections, correlations, silent: wanted });

      const first: string[] = [];
      let seen = 0;
      let matched = 0;
      let cursor: string | undefined;
      do {
        const page = await reader().search(
          { kind: 'all' },
          { ...span, limit: trialPage, order: 'oldest', cursor },
          signal,
        );
        for (const document of page.items) {
          seen++;
          const found = matchesOf(trial, document);
          if (found.length === 0) continue;
          matched += found.length;
          if (first.length < shownMatches && matches(sight, document.fields)) first.push(document.id);
        }
        cursor = page.cursor ?? undefined;
      } while (cursor !== undefined && seen < trialEvents);
      await recordAlone(deps, actor, {
        name: 'audit.rule.tried',
        subject: { kind: 'rule', id: ruleId },
        data: { from, to, found: matched },
      });
      return { events: seen, matches: matched, first, complete: cursor === undefined };
    },
  };
}
