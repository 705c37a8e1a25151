import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';

/** The title of a field in the reader's language; its path when it has none. */
export function useFieldTitle(): (path: string) => string {
  const { t, i18n } = useTranslation();
  return (path) => {
    const key = `auditFields.${path}`;
    // A group of fields is no title.
    const text: unknown = i18n.exists(key) ? t(key as never, { returnObjects: true } as never) : undefined;
    return typeof text === 'string' ? text : path;
  };
}

/** Titles of sources, for those who may see the sources; ids otherwise. */
export function useSourceTitle(): (id: string) => string {
  const may = useMay()('audit.sources.read');
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['audit-records', 'source-titles'],
    queryFn: () => unwrap(api.GET('/api/audit/sources')),
    staleTime: 300_000,
    enabled: may,
  });
  return (id) =>
    id === 'anmin'
      ? t('auditSearch.ownSource')
      : (data?.items.find((source) => source.id === id)?.title ?? id);
}

const byName = ({ items }: Answer<'listEventTitles'>) => new Map(items.map((title) => [title.name, title]));

/** The title of an event of Anmin itself by its name; undefined for what others call something. */
export function useOwnEventTitle(): (name: string) => string | undefined {
  const may = useMay()('audit.events.search');
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['audit-records', 'event-titles'],
    queryFn: () => unwrap(api.GET('/api/audit/event-titles')),
    select: byName,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: may,
  });
  return useCallback((name) => data?.get(name)?.[language], [data, language]);
}

const groups: Readonly<Record<string, readonly string[]>> = {
  'event.outcome': ['outcomes'],
  'event.action': ['actions', 'verbs', 'operations'],
  'event.category': ['categories'],
  'anmin.class': ['classes'],
  'db.operation': ['operations'],
};

/** The value of a field in words where there are some. */
export function useValueTitle(): (path: string, value: string) => string {
  const { t, i18n } = useTranslation();
  const sourceTitle = useSourceTitle();
  const ownEventTitle = useOwnEventTitle();
  return (path, value) => {
    if (path === 'anmin.source') return sourceTitle(value);
    for (const group of groups[path] ?? []) {
      const key = `auditSearch.${group}.${group === 'operations' ? value.toUpperCase() : value}`;
      if (i18n.exists(key)) return String(t(key as never));
    }
    return (path === 'event.action' ? ownEventTitle(value) : undefined) ?? value;
  };
}
