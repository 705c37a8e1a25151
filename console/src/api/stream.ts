import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export type StreamState = 'connecting' | 'live' | 'lost';

/**
 * Which cached lists an event makes stale, by the first two parts of its name. Every query key starts
 * with its domain, so that an unknown thing of a known domain refreshes that domain.
 */
export function staleKeys(eventName: string): readonly string[] {
  const domain = eventName.split('.', 1)[0];
  return domain === undefined || domain === '' ? [] : [domain];
}

/** Gathers the events of a burst, so that an import of a thousand people refreshes a list once. */
export function createRefresher(client: Pick<QueryClient, 'invalidateQueries'>, waitMs = 400) {
  let pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    seen(eventName: string) {
      for (const key of staleKeys(eventName)) pending.add(key);
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
    source.onmessage = (message) => {
      try {
        const event = JSON.parse(message.data) as { name?: unknown };
        if (typeof event.name === 'string') refresher.seen(event.name);
      } catch {
        // A line that is not an event says nothing about what changed.
      }
    };
    return () => {
      source.close();
      refresher.stop();
    };
  }, [client]);
  return state;
}
