import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export type StreamState = 'connecting' | 'live' | 'lost';

/**
 * Which cached answers a changed topic (`pki.request`) makes stale: those of its domain, because what is
 * shown of one thing often counts another. Every query key starts with its domain.
 */
export function staleKeys(topic: string): readonly string[] {
  const domain = topic.split('.', 1)[0];
  return domain === undefined || domain === '' ? [] : [domain];
}

/** Gathers the events of a burst, so that an import of a thousand people refreshes a list once. */
export function createRefresher(client: Pick<QueryClient, 'invalidateQueries'>, waitMs = 400) {
  let pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    seen(topic: string) {
      for (const key of staleKeys(topic)) pending.add(key);
      timer ??= setTimeout(() => {
        const keys = pending;
        pending = new Set();
        timer = undefined;
        for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
      }, waitMs);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** Follows the event stream while mounted; the browser itself reconnects. */
export function useEventStream(): StreamState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => {
    const refresher = createRefresher(client);
    const source = new EventSource('/api/system/stream');
    let opened = false;
    source.onopen = () => {
      setState('live');
      // What happened while the line was down was not heard.
      if (opened) void client.invalidateQueries();
      opened = true;
    };
    source.onerror = () => setState('lost');
    source.addEventListener('change', (message: MessageEvent<string>) => {
      try {
        const { topic } = JSON.parse(message.data) as { topic?: unknown };
        if (typeof topic === 'string') refresher.seen(topic);
      } catch {
        // What is not JSON says nothing about what changed.
      }
    });
    return () => {
      source.close();
      refresher.stop();
    };
  }, [client]);
  return state;
}
