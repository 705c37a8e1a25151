import type { Log } from '#platform/log/index.ts';
import type { EventWriter, EvidenceLog } from '../../ports.ts';
import type { EventReader } from '../../stores/reader.ts';
import { type Consumer, follow } from '../following/follower.ts';
import { type StoreFeed, storeConsumer } from '../following/store-consumer.ts';
import { summarise } from './read-store.ts';
import { type DayDifference, differences } from './summary.ts';

type Store = { readonly writer: EventWriter; readonly reader: EventReader };

export type ReindexDeps = Omit<StoreFeed, 'evidence'> & {
  /** In use, fed by its own follower. */
  readonly from: Store;
  /** Empty, or filled in part by an earlier attempt: filling goes on from its position. */
  readonly to: Store;
  readonly evidence: Pick<EvidenceLog, 'size' | 'read' | 'firstKept' | 'longerThan'>;
  readonly log: Log;
  /** Makes `to` the store in use; called once, after both held the same and nothing is under way any more. */
  switchTo(): Promise<void>;
};

export type ReindexState = {
  /**
   * `copying`: the new store is filled from the evidence; `comparing`: both are read; `switched`: they agreed and
   * the new one is in use; `different`: they did not, the old one stays; `cancelled`, `failed`: the same.
   */
  readonly phase: 'copying' | 'comparing' | 'switched' | 'different' | 'cancelled' | 'failed';
  /** Records in the log, and up to where the new store has them. */
  readonly size: number;
  readonly position: number;
  /** Events read of both stores while they are compared. */
  readonly compared: number;
  readonly differences: readonly DayDifference[];
  /** What the last attempt to fill failed on, or what ended it. */
  readonly error: string | null;
};

export type Reindex = {
  state(): ReindexState;
  /** The end; never rejects. */
  readonly done: Promise<ReindexState>;
  /** Stops; what was filled stays and is gone on from next time. After the switch it does nothing. */
  cancel(): Promise<void>;
};

/**
 * Moves to another store while events arrive: fills it from the evidence, compares count and root of every day
 * that the evidence still has, and switches only when all agree.
 */
export function startReindex(deps: ReindexDeps): Reindex {
  const { from, to, evidence, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let phase: ReindexState['phase'] = 'copying';
  let position = 0;
  const read = { from: 0, to: 0 };
  let found: readonly DayDifference[] = [];
  let error: string | null = null;
  let wake = () => {};

  const filling = storeConsumer('reindex', to.writer, deps);
  const consumer: Consumer = {
    name: filling.name,
    position: async () => {
      position = await filling.position();
      wake();
      return position;
    },
    async take(place, until) {
      position = await filling.take(place, until);
      wake();
      return position;
    },
  };
  const follower = follow({ evidence, log }, consumer);

  /** Resolves when the new store holds the log up to `place`. */
  async function filledTo(place: number): Promise<void> {
    signal.addEventListener('abort', () => wake(), { once: true });
    while (position < place) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
      signal.throwIfAborted();
    }
  }

  async function compare(): Promise<void> {
    const range = {
      first: evidence.firstKept(),
      end: Math.min(await from.writer.position(), await to.writer.position()),
    };
    phase = 'comparing';
    const [old, made] = await Promise.all(
      (['from', 'to'] as const).map((side) =>
        summarise(
          deps[side].reader,
          range,
          (place) => {
            read[side] = place - range.first;
          },
          signal,
        ),
      ),
    );
    found = differences(old!, made!);
  }

  async function run(): Promise<void> {
    try {
      await filledTo(evidence.size());
      await compare();
      await follower.stop();
      signal.throwIfAborted();
      if (found.length === 0) await deps.switchTo();
      phase = found.length === 0 ? 'switched' : 'different';
    } catch (fault) {
      phase = signal.aborted ? 'cancelled' : 'failed';
      error = signal.aborted ? null : fault instanceof Error ? fault.message : String(fault);
      if (!signal.aborted) log.error({ err: fault }, 'moving to another store of audit events failed');
    } finally {
      await follower.stop();
    }
  }

  const state = (): ReindexState => ({
    phase,
    size: evidence.size(),
    position,
    compared: Math.min(read.from, read.to),
    differences: found,
    error: error ?? (phase === 'copying' ? follower.state().lastError : null),
  });
  const done = run().then(state);
  return {
    state,
    done,
    async cancel() {
      stopping.abort(new Error('cancelled'));
      await done;
    },
  };
}
