import type { Events } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import { ownSource } from '../../core/record.ts';
import type { EvidenceFigures, ReportFigures } from '../../core/report/figures.ts';
import { periodOf } from '../../core/report/month.ts';
import { queries } from '../../core/report/queries.ts';
import type { DurableEvidenceLog } from '../../evidence/log.ts';
import type { EventReader } from '../../stores/reader.ts';
import type { FollowerState } from '../following/follower.ts';
import { askStore } from './from-records.ts';
import { askTables } from './from-tables.ts';

export type FigureDeps = {
  readonly storage: Storage;
  readonly events: Pick<Events, 'list'>;
  readonly clock: Clock;
  readonly evidence: () => DurableEvidenceLog;
  readonly reader: () => EventReader;
  readonly followers: () => readonly FollowerState[];
  readonly mask: Mask;
  readonly timeZone: string;
  readonly retentionDays: number;
  /** Whose report it is; empty when nobody set it up. */
  readonly organisation: () => Promise<string>;
};

/** A log whose check takes longer is reported as not checked. */
const checkLimitMs = 20 * 60_000;
const shownFindings = 10;

/** Collects what a monthly report says. @param onProgress percent */
export async function collectFigures(
  deps: FigureDeps,
  of: { readonly month: string; readonly madeBy: string },
  onProgress: (percent: number) => void,
  signal: AbortSignal,
): Promise<ReportFigures> {
  const { storage, events, clock, mask, timeZone: zone } = deps;
  const period = periodOf(of.month, zone);
  const store = askStore({ reader: deps.reader(), period, zone, mask, signal });
  const tables = askTables({ storage, events, period, mask });
  const madeAt = clock.now().getTime();
  const behind = Math.max(0, ...deps.followers().map(({ name, lag }) => (name === 'store' ? lag : 0)));

  const signIns = await store.signIns();
  onProgress(20);
  const privileged = await store.privileged();
  onProgress(30);
  const databases = await store.databases();
  onProgress(50);
  const auditors = await store.auditors();
  onProgress(60);
  const titles = await tables.titles();
  const bySource = await store.sources();
  const collection = {
    records: await store.count({ kind: 'all' }),
    unknown: await store.count(queries.unknown),
    sources: bySource.map(({ value, count }) => ({
      title: value === ownSource ? '本系统' : mask.text(titles.get(value) ?? value, 'anmin.source'),
      records: count,
    })),
    silences: await tables.silences(),
    deadLetters: await tables.deadLetters(),
    refused: await tables.refused(),
    refusedSenders: await tables.told('audit.sender.refused'),
    pullFailures: await tables.told('audit.pull.failed'),
  };
  onProgress(70);
  return {
    ...of,
    ...period,
    timeZone: zone,
    organisation: await deps.organisation(),
    madeAt,
    behind,
    signIns,
    privileged,
    databases,
    alerts: await tables.alerts(),
    suppressed: await tables.suppressed(),
    collection,
    evidence: await evidenceFigures(deps, await tables.holds(), signal),
    auditors: { ...auditors, exports: await tables.exports() },
  };
}

async function evidenceFigures(
  deps: FigureDeps,
  holds: number,
  signal: AbortSignal,
): Promise<EvidenceFigures> {
  const log = deps.evidence();
  const [oldest] = await log.read(log.firstKept(), 1);
  const verification = await verify(deps, signal);
  return {
    origin: log.vkey.slice(0, log.vkey.indexOf('+')),
    size: log.size(),
    firstKept: log.firstKept(),
    keptSince: oldest?.receivedAt ?? null,
    retentionDays: deps.retentionDays,
    checkpoint: await log.checkpoint(),
    verification,
    witnesses: log.witnessState().map(({ name, size, time }) => ({ name, size, at: time })),
    holds,
  };
}

/** Checks the whole log; null when that did not end in time. */
async function verify(
  { evidence, clock }: FigureDeps,
  signal: AbortSignal,
): Promise<EvidenceFigures['verification']> {
  const limit = AbortSignal.timeout(checkLimitMs);
  try {
    const report = await evidence().verify(undefined, AbortSignal.any([signal, limit]));
    return {
      ok: report.ok,
      checked: report.checked,
      findings: report.findings
        .slice(0, shownFindings)
        .map(
          ({ file, index, text }) =>
            `${file}${index === undefined ? '' : `（第 ${index + 1} 条）`}：${text.zh}`,
        ),
      at: clock.now().getTime(),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return null;
    throw error;
  }
}
