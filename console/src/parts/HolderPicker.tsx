import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../api/client.ts';
import type { Item } from '../api/types.ts';
import { shownText } from '../lib/shown-text.ts';
import { Said } from './Said.tsx';

export type Holder = Item<'listHolders'>;

type Props = {
  /** From the form: its label names the field. */
  id?: string;
  kind: Holder['kind'];
  value?: string;
  onChange?: (id: string | undefined, holder: Holder | undefined) => void;
};

/** Finds a person, server or device of the directory by name or number; the server searches. */
export function HolderPicker({ id, kind, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ['pki', 'holders', 'pick', kind, q],
    queryFn: () =>
      unwrap(
        api.GET('/api/pki/holders', {
          params: { query: { kind, state: 'active', page: 1, pageSize: 20, ...(q === '' ? {} : { q }) } },
        }),
      ),
    placeholderData: (before) => before,
  });
  const chosen = useQuery({
    queryKey: ['pki', 'holder', value],
    queryFn: () => unwrap(api.GET('/api/pki/holders/{id}', { params: { path: { id: value ?? '' } } })),
    enabled: value !== undefined,
  });
  const holders = found.data?.items ?? [];
  const listed =
    chosen.data === undefined || holders.some(({ id }) => id === chosen.data.id)
      ? holders
      : [chosen.data, ...holders];

  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value}
      loading={found.isFetching}
      placeholder={t('parts.holderHint')}
      notFoundContent={found.isPending ? t('common.loading') : t('parts.holderNone')}
      onChange={(id) =>
        onChange?.(
          id,
          listed.find((holder) => holder.id === id),
        )
      }
      options={listed.map((holder) => ({
        value: holder.id,
        label: shownText(`${holder.name}（${holder.number}）`),
        holder,
      }))}
      optionRender={({ data }) => (
        <Said>
          <div>
            {data.holder.name} <span className="muted">{data.holder.number}</span>
          </div>
          <div className="muted" style={{ fontSize: 12 }}>
            {data.holder.organisationPath.join(' / ')}
          </div>
        </Said>
      )}
    />
  );
}
