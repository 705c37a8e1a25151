import { quantile } from '../harness.ts';
import { openWire, postOf, type Wire } from './wire.ts';

export type Latencies = {
  /** Milliseconds from the moment at which a question was due. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Answers a second that were reached. */
  readonly rate: number;
};

/**
 * Questions at a fixed rate, whether or not earlier ones are answered: a server that falls behind is not
 * spared. A question for which no connection is free waits, and its time counts from when it was due.
 */
export async function openLoop(
  port: number,
  questions: readonly Buffer[],
  load: { readonly connections: number; readonly rate: number; readonly seconds: number },
): Promise<Latencies> {
  const { connections, rate, seconds } = load;
  const posts = questions.map(postOf);
  const count = rate * seconds;
  const times = new Float64Array(count);
  const free: Wire[] = await Promise.all(Array.from({ length: connections }, () => openWire(port)));
  const all = [...free];
  const warmUp = rate / 2;
  const begun = performance.now() + 20;
  const dueAt = (i: number) => begun + (i * 1000) / rate;
  let next = 0;
  let done = 0;
  const last = await new Promise<number>((resolve, reject) => {
    const send = () => {
      const now = performance.now();
      while (next < warmUp + count && dueAt(next) <= now && free.length > 0) ask(free.pop()!, next++);
    };
    const ask = (wire: Wire, i: number) => {
      wire.ask(posts[i % posts.length]!).then(() => {
        const now = performance.now();
        if (i >= warmUp) times[i - warmUp] = now - dueAt(i);
        free.push(wire);
        done += 1;
        if (done === warmUp + count) resolve(now);
        else send();
      }, reject);
    };
    const tick = () => {
      send();
      // A millisecond coarse, which the times include; a busy loop would take a core from the server.
      if (next < warmUp + count) setTimeout(tick, 1);
    };
    tick();
  });
  for (const wire of all) wire.close();
  times.sort();
  const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((share) => quantile(times, share));
  const elapsed = (last - dueAt(warmUp)) / 1000;
  return { p50: p50!, p90: p90!, p99: p99!, p999: p999!, max: times.at(-1)!, rate: count / elapsed };
}
