import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import type { Json } from '#platform/kernel/event.ts';
import { parsers } from '../core/parse/table.ts';
import { type Pauses, pauseMs } from '../core/pauses.ts';
import { auditErrors } from '../errors.ts';
import type { AgentConfig, InputConfig } from './config.ts';
import { nameFull } from './disk-full.ts';
import { type Identity, isRenewalDue, readIdentity, renew } from './identity/identity.ts';
import { createFilesInput, type FileTiming, usualTiming } from './inputs/files.ts';
import type { Input, Sink } from './inputs/input.ts';
import { createJournalInput } from './inputs/journal.ts';
import { takeState } from './lock.ts';
import { type Client, createClient } from './send/client.ts';
import { createSender, type Sender } from './send/sender.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { type RunState, runStatePath } from './status.ts';

const segmentBytes = 4 * 1024 * 1024;
const batch = { batchBytes: 2 * 1024 * 1024, batchRecords: 20_000 };
const stateMs = 2000;
const renewalMs = 3_600_000;
/** Between tries of a renewal that failed. */
const renewalPauses: Pauses = { firstMs: 5000, longestMs: renewalMs };

/**
 * Runs the agent until `signal` aborts: every input into the spool of its source, every spool to the centre.
 * @throws audit.agent-not-enrolled, audit.agent-running, audit.agent-disk-full, audit.agent-spool
 */
export async function runAgent(deps: {
  readonly config: AgentConfig;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
  readonly timing?: FileTiming;
}): Promise<void> {
  const { config, clock, log } = deps;
  const { state } = config;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  let identity = readIdentity(state);
  const unlock = takeState(state);
  const ending = new AbortController();
  const signal = AbortSignal.any([deps.signal, ending.signal]);
  let client = connect(identity);
  let renewal: string | null = null;
  /** Told once, until the state could be written again. */
  let stateTrouble: string | undefined;

  const spools = new Map<string, { spool: Spool; sender: Sender }>();
  const inputs: Input[] = [];
  for (const input of config.inputs) {
    const source = input.source ?? identity.source;
    let outlet = spools.get(source);
    if (outlet === undefined) {
      const maxBytes = (config.spoolMiB ?? 1024) * 1024 * 1024;
      const spool = openSpool(join(state, 'spool', source), { maxBytes, segmentBytes, ...batch });
      const sender = createSender({
        source,
        spool,
        client: () => client,
        now: () => clock.now(),
        random: deps.random,
      });
      outlet = { spool, sender };
      spools.set(source, outlet);
    }
    inputs.push(createInput(input, sinkOf(outlet.spool, input.name), deps.timing ?? usualTiming));
  }

  async function renewWhenDue(): Promise<void> {
    let failures = 0;
    for (;;) {
      if (isRenewalDue(identity, clock.now())) {
        try {
          identity = await renew(state, identity, client);
          const old = client;
          client = connect(identity);
          old.close();
          renewal = null;
          failures = 0;
          log('证书已更新 The certificate was renewed');
        } catch (error) {
          const known = nameFull(error, state);
          if (!(known instanceof AppError)) throw known;
          renewal = known.texts.en;
          failures++;
          log(`${known.texts.zh} ${known.texts.en}`);
        }
      }
      const pause = failures === 0 ? renewalMs : pauseMs(renewalPauses, failures, deps.random());
      await wait(pause, undefined, { signal });
    }
  }

  function writeState(): void {
    const now: RunState = {
      at: clock.now().toISOString(),
      inputs: inputs.map((input) => input.state()),
      sources: [...spools.values()].map(({ spool, sender }) => ({ ...sender.state(), spool: spool.state() })),
      renewal,
    };
    const path = runStatePath(state);
    const text = JSON.stringify(now);
    try {
      writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
      stateTrouble = undefined;
    } catch (error) {
      // A full disk must not end what still reads and sends.
      tellStateTrouble(error);
      try {
        // In the room of the old one, which must not be taken for the present one.
        rmSync(`${path}.tmp`, { force: true });
        rmSync(path, { force: true });
        writeFileSync(path, text, { mode: 0o600 });
      } catch (again) {
        tellStateTrouble(again);
      }
    }
  }

  function tellStateTrouble(error: unknown): void {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === stateTrouble) return;
    stateTrouble = code;
    const known = nameFull(error, state);
    const { texts } =
      known instanceof AppError
        ? known
        : auditErrors['agent-spool']({ path: runStatePath(state), reason: code }, error);
    log(`${texts.zh} ${texts.en}`);
  }

  async function writeStates(): Promise<void> {
    for (;;) {
      writeState();
      await wait(stateMs, undefined, { signal });
    }
  }

  const works = [
    ...inputs.map((input) => input.run(signal)),
    ...[...spools.values()].map(({ sender }) => sender.run(signal)),
    renewWhenDue(),
    writeStates(),
  ];
  try {
    await Promise.all(works);
  } catch (error) {
    if (!deps.signal.aborted) throw error;
  } finally {
    ending.abort();
    await Promise.allSettled(works);
    await Promise.all([...spools.values()].map(({ spool }) => spool.close()));
    client.close();
    writeState();
    unlock();
  }
}

const connect = ({ server, ca, key, certificate }: Identity): Client =>
  createClient(server, { ca, key, cert: certificate });

function createInput(config: InputConfig, sink: Sink, timing: FileTiming): Input {
  const { name, from = 'beginning' } = config;
  if ('journal' in config) {
    const { units = [], matches = [], directory } = config.journal;
    return createJournalInput({ name, units, matches, directory, from }, sink);
  }
  const assemble = config.records === undefined ? undefined : parsers.get(config.records)?.assemble;
  return createFilesInput(
    { name, paths: config.files, exclude: config.exclude ?? [], assemble, from, timing },
    sink,
  );
}

/** An input's own part of the places. */
function sinkOf(spool: Spool, name: string): Sink {
  const prefix = `${name}/`;
  const places = new Map<string, Json>();
  for (const [key, place] of spool.places)
    if (key.startsWith(prefix)) places.set(key.slice(prefix.length), place);
  return {
    places,
    append({ records, places: changed }, signal) {
      const named = Object.entries(changed).map(([key, place]) => [`${prefix}${key}`, place] as const);
      return spool.append({ records, places: Object.fromEntries(named) }, signal);
    },
  };
}
