import { useQueryClient } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchOrganisations, type Organisation, useOrganisations } from '../queries.ts';

type Row = { id: string; pId: string; value: string; title: string; isLeaf: boolean };
type Props = {
  /** From the form: its label names the field. */
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
  label?: string;
};

const rowOf = (organisation: Organisation): Row => ({
  id: organisation.id,
  pId: organisation.parentId ?? '',
  value: organisation.id,
  title: organisation.name,
  isLeaf: organisation.childCount === 0,
});

/** Chooses one organisation of the tree; `label` names the present one while its branch is not fetched. */
export function OrganisationPicker({ id, value, onChange, label }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roots = useOrganisations(undefined);
  const [fetched, setFetched] = useState<readonly Organisation[]>([]);
  const rows = [...(roots.data ?? []), ...fetched].map(rowOf);
  if (value !== undefined && label !== undefined && !rows.some((row) => row.value === value)) {
    rows.push({ id: value, pId: '', value, title: label, isLeaf: true });
  }
  return (
    <TreeSelect
      id={id}
      treeDataSimpleMode={{ rootPId: '' }}
      value={value}
      onChange={onChange}
      treeData={rows}
      placeholder={t('parts.organisationHint')}
      loading={roots.isPending}
      loadData={async (node) => {
        const id = String(node.value);
        const below = await client.fetchQuery({
          queryKey: ['pki', 'organisations', id],
          queryFn: () => fetchOrganisations(id),
        });
        setFetched((before) => [...before.filter(({ parentId }) => parentId !== id), ...below]);
      }}
    />
  );
}
