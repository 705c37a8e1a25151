import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Route } from '#platform/http/index.ts';
import type { Command, Job, Subscription } from '#platform/kernel/domain.ts';
import { newId } from '#platform/kernel/ids.ts';
import { renderPdf } from './adapters/report-pdf.ts';
import { createSqlParser } from './adapters/sql-parser.ts';
import { detectCommand } from './cli/detect.ts';
import { exportCommand } from './cli/export.ts';
import { parseCommand } from './cli/parse.ts';
import { reindexCommand } from './cli/reindex.ts';
import { rulesCommand } from './cli/rules.ts';
import { verifyCommand } from './cli/verify.ts';
import { verifyProofCommand } from './cli/verify-proof.ts';
import { witnessCommand } from './cli/witness.ts';
import { createCollecting } from './collect/index.ts';
import { createMask } from './core/mask/document.ts';
import { eventTimeOf } from './core/parse/line.ts';
import { parsers } from './core/parse/table.ts';
import type { NewRecord } from './core/record.ts';
import type { SqlParser } from './core/sql/reader.ts';
import { auditErrors } from './errors.ts';
import { auditEvents } from './events.ts';
import { type DurableEvidenceLog, openEvidenceLog } from './evidence/log.ts';
import { servePublicFile } from './evidence/served.ts';
import { auditJobs } from './jobs.ts';
import { auditMigrations } from './migrations/index.ts';
import { auditPermissions } from './permissions.ts';
import type { CreateAuditDeps, EvidenceLog } from './ports.ts';
import { alertRoutes } from './routes/alerts.ts';
import { caseRoutes } from './routes/cases.ts';
import { agentRoutes, enrolmentRoutes } from './routes/enrolment.ts';
import { eventTitleRoutes } from './routes/event-titles.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { exportRoutes } from './routes/exports.ts';
import { formatRoutes } from './routes/formats.ts';
import { holdRoutes } from './routes/holds.ts';
import { reportRoutes } from './routes/reports.ts';
import { ruleRoutes } from './routes/rules.ts';
import { createExceptions } from './service/alerts/exceptions.ts';
import { createAlerts } from './service/alerts/index.ts';
import { createCases } from './service/cases/index.ts';
import { createDetection } from './service/detection/index.ts';
import { createEnrolments } from './service/enrolment/index.ts';
import { openLogKey, rememberCheckpoint } from './service/evidence/log-key.ts';
import { createEvidenceState } from './service/evidence/state.ts';
import { createWitnesses } from './service/evidence/witnesses.ts';
import { createExports } from './service/exports/index.ts';
import { createFollowing } from './service/following/index.ts';
import { takeOwnEvents } from './service/own-events.ts';
import { createPreview } from './service/preview.ts';
import { queryReader } from './service/read-query.ts';
import { createMoves, storeInUse } from './service/reindex/moves.ts';
import { createReports } from './service/reports/index.ts';
import { createHolds } from './service/retention/holds.ts';
import { createSearch } from './service/search/index.ts';
import { createWriteOut } from './service/search/named.ts';
import { createSavedSearches } from './service/search/saved.ts';
import { openStore, type Store, type StoreSettings } from './stores/open.ts';

/** Verbs of `anmin agent`, which runs on other machines. */
export { agentCommands } from './cli/agent.ts';
export { auditErrors } from './errors.ts';
export { auditMigrations } from './migrations/index.ts';
export { auditPermissions } from './permissions.ts';

/** Commands that need no data directory. */
export const offlineAuditCommands: readonly Command[] = [
  parseCommand,
  detectCommand,
  rulesCommand,
  verifyCommand,
  verifyProofCommand,
  witnessCommand,
];

const minute = 60_000;
const most = { sources: 2_000, quarantined: 200, deadLetters: 10_000, connections: 1_000 };

/**
 * The audit domain: evidence, search, detection. Nothing is opened before `start`; commands of another
 * process leave the evidence log to the one that serves.
 */
export function createAudit(deps: CreateAuditDeps) {
  const { storage, events, clock, log, sealer, config, folder } = deps;
  const now = () => clock.now().getTime();
  const siteFolder = join(folder, 'rules');
  let opened: DurableEvidenceLog | undefined;
  let store: Store | undefined;
  let unremembered: string | undefined;
  let sql: Promise<SqlParser> | undefined;

  const evidence = () => {
    if (opened === undefined) throw auditErrors['evidence-closed']();
    return opened;
  };
  const evidencePort: EvidenceLog = {
    append: (records) => evidence().append(records),
    size: () => evidence().size(),
    firstKept: () => evidence().firstKept(),
    read: (from, limit) => evidence().read(from, limit),
    places: (from, limit) => evidence().places(from, limit),
    longerThan: (size, signal) => evidence().longerThan(size, signal),
  };
  const reader = () => {
    if (store === undefined) throw auditErrors['evidence-closed']();
    return store.reader;
  };
  const mask = createMask();

  const collecting = createCollecting({
    storage,
    events,
    clock,
    sealer,
    log,
    settings: {
      syslog: {
        host: config.syslog.host,
        udpPort: orOff(config.syslog.udpPort),
        tcpPort: orOff(config.syslog.tcpPort),
        tlsPort: orOff(config.syslog.tlsPort),
        relpPort: orOff(config.syslog.relpPort),
        tlsClientCertificates: config.syslog.requireClientCertificate ? 'required' : 'optional',
        unknownSenders: config.syslog.unknownSenders === 'accept' ? 'quarantine' : 'refuse',
        maxConnections: most.connections,
      },
      timeZone: config.timeZone,
      maxSources: most.sources,
      maxQuarantined: most.quarantined,
      maxDeadLetters: most.deadLetters,
    },
    ports: {
      evidence: evidencePort,
      serverIdentity: deps.serverIdentity,
      onServerIdentityRenewed: deps.onServerIdentityRenewed,
      judgeClient: deps.judgeClient,
      onClientsRefused: deps.onClientsRefused,
      eventTimeOf: (raw, context) => eventTimeOf(raw.toString('latin1'), context),
      parserNames: () => [...parsers.keys()],
      reprocess,
      mask,
    },
  });

  const storeSettings: StoreSettings = {
    folder: join(folder, 'index'),
    retentionDays: config.retentionDays,
    elasticsearch: config.elasticsearch,
    rootCertificate: deps.rootCertificate,
  };
  const enrolments = createEnrolments({
    storage,
    events,
    clock,
    sources: collecting.service.sources,
    ports: { ...deps.agentCertificates, judgeClient: deps.judgeClient },
  });
  const titles = { ...deps.titles, ...auditEvents };
  const readQuery = queryReader({ clock, timeZone: config.timeZone });
  const writeOut = createWriteOut({ storage });
  async function loadNames(): Promise<void> {
    mask.learn(await deps.personNames());
  }
  const exceptions = createExceptions({ storage, events, clock, mask, readQuery });
  const alerts = createAlerts({ storage, events, clock, mask, reader });
  const cases = createCases({ storage, events, clock, colleagues: deps.colleagues, mask, reader });
  const holds = createHolds({ storage, events, clock });
  const witnesses = createWitnesses({ storage, events, clock });
  const detection = createDetection({
    storage,
    events,
    clock,
    log,
    siteFolder,
    reader,
    onOff: (ids) => following.setOff(ids),
  });
  const following = createFollowing({
    storage,
    events,
    clock,
    log,
    evidence: evidencePort,
    deadLetters: collecting.service.deadLetters,
    exceptions,
    settings: () => ({
      evidence: join(folder, 'evidence'),
      rules: detection.sources(),
      timeZone: config.timeZone,
      titles: Object.fromEntries(Object.entries(titles).map(([name, { zh, en }]) => [name, { zh, en }])),
    }),
    sources: collecting.sources,
    rulesOff: detection.off,
  });
  const search = createSearch({
    storage,
    events,
    reader,
    evidence: evidencePort,
    mask,
    readQuery,
    writeOut,
  });
  const preview = createPreview({
    storage,
    events,
    clock,
    source: collecting.source,
    evidence: evidencePort,
    reader,
    mask,
    sql: () => {
      sql ??= createSqlParser();
      return sql;
    },
    timeZone: config.timeZone,
  });
  const saved = createSavedSearches({ storage, events, mask, clock, readQuery, writeOut });
  const exports = createExports({
    storage,
    events,
    clock,
    log,
    folder: join(folder, 'exports'),
    evidence,
    reader,
    mask,
    readQuery,
    writeOut,
  });
  const reports = createReports({
    storage,
    events,
    clock,
    log,
    folder: join(folder, 'reports'),
    evidence,
    reader,
    followers: following.states,
    mask,
    timeZone: config.timeZone,
    retentionDays: config.retentionDays,
    organisation: deps.organisation,
    renderPdf,
  });
  const state = createEvidenceState({
    storage,
    events,
    clock,
    evidence,
    witnesses,
    followers: following.states,
    store: () => store!,
    retentionDays: config.retentionDays,
    witnessAlarmHours: config.witnessAlarmHours,
  });

  /** Takes records through parsing and storing again, by their places. */
  async function reprocess(indexes: readonly number[]): Promise<void> {
    for (const index of indexes) {
      const { writer } = store!;
      const { prepared } = await following.feed.reading.prepare(writer.form, index, 1);
      const refused = await writer.write(prepared, AbortSignal.timeout(minute));
      if (refused.length > 0) throw auditErrors['store-refused']({ reason: refused[0]!.reason });
    }
  }

  async function open(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { signer, remembered } = await openLogKey({ storage, sealer, id: () => newId().slice(-12) });
    await witnesses.load();
    opened = await openEvidenceLog({
      directory: join(folder, 'evidence'),
      signers: [signer],
      clock,
      witnesses: witnesses.keys,
      ...(remembered !== undefined && { remembered }),
      onCheckpoint: (text) => {
        unremembered = text;
      },
      onTrouble: (error) => log.error({ err: error }, 'a checkpoint of the evidence log was not written'),
    });
    store = openStore(await storeInUse(storage, config.store), storeSettings, { clock, log });
    await detection.load();
    await loadNames();
  }

  async function replaceStore(next: Store): Promise<void> {
    const old = store;
    await following.fill(next.writer);
    store = next;
    await old?.close();
  }

  const moves = createMoves({
    storage,
    events,
    clock,
    log,
    configured: config.store,
    current: () => {
      if (store === undefined) throw auditErrors['evidence-closed']();
      return store;
    },
    open: (name) => openStore(name, storeSettings, { clock, log }),
    replace: replaceStore,
    reindex: following.feed,
  });

  async function remember(): Promise<void> {
    const text = unremembered;
    if (text === undefined) return;
    await rememberCheckpoint(storage, text);
    if (unremembered === text) unremembered = undefined;
  }

  const jobs: Job[] = [
    ...collecting.jobs,
    ...auditJobs({ remember, loadNames, exports, reports, moves, state }),
  ];
  const subscriptions: Subscription[] = [takeOwnEvents(evidencePort, now)];
  const routes: Route[] = [
    ...collecting.routes,
    ...enrolmentRoutes(enrolments),
    ...eventRoutes(search, saved, () => evidence().size()),
    ...eventTitleRoutes(titles),
    ...formatRoutes(preview),
    ...alertRoutes(alerts, exceptions),
    ...caseRoutes(cases),
    ...ruleRoutes(detection),
    ...holdRoutes(holds),
    ...exportRoutes(exports),
    ...reportRoutes(reports),
    ...evidenceRoutes(state, witnesses, (path) => servePublicFile(join(folder, 'evidence'), path)),
  ];

  return {
    service: { ...collecting.service, search, exports, state, alerts, cases, detection, holds, witnesses },
    /** Persons who are new or renamed: masked from now on. */
    maskNames: (names: readonly string[]): void => mask.learn(names),
    /** Records of sources that are known, past the listeners: for the demonstration. */
    take: (records: readonly NewRecord[]) => evidence().append(records),
    /** Below `/api/audit`. */
    routes,
    /** At the root of a listener that asks for client certificates: programs send records. */
    senderRoutes: (): Route[] => [...collecting.senderRoutes(), ...agentRoutes(enrolments)],
    jobs,
    commands: [exportCommand(exports), reindexCommand(moves)] as Command[],
    subscriptions,
    permissions: auditPermissions,
    events: auditEvents,
    migrations: auditMigrations,
    async start(): Promise<void> {
      await open();
      // First the sources are known, then what they sent is read.
      await collecting.start();
      await following.start(store!.writer);
    },
    /** Stops taking, lets what was taken reach the disk, closes. */
    async stop(): Promise<void> {
      if (opened === undefined) return;
      await collecting.stop();
      await exports.stop();
      await reports.stop();
      await moves.stop();
      await following.stop();
      await store?.close();
      await opened.close();
      await remember();
      opened = undefined;
      store = undefined;
    },
  };
}

export type Audit = ReturnType<typeof createAudit>;

/** Port 0 is off. */
const orOff = (port: number): number | null => (port === 0 ? null : port);
