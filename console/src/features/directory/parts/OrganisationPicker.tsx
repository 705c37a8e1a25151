import { useQueryClient } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchOrganisations, type Organisation, organisationLevels, useOrganisations } from '../queries.ts';

type Row = { id: string; pId: string; value: string; title: string; isLeaf: boolean; disabled?: boolean };
type Props = {
  /** From the form: its label names the field. */
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
  label?: string;
  /** Offers only what an organisation of this level can lie below, and the top. */
  above?: Organisation['level'];
  placeholder?: string;
};

/** The value that stands for the top of the tree. */
export const topOfTree = 'top';

const rowOf = (organisation: Organisation): Row => ({
  id: organisation.id,
  pId: organisation.parentId ?? '',
  value: organisation.id,
  title: organisation.name,
  isLeaf: organisation.childCount === 0,
});

const rank = (level: Organisation['level']): number => organisationLevels.indexOf(level);

/** Chooses one organisation of the tree; `label` names the present one while its branch is not fetched. */
export function OrganisationPicker({ id, value, onChange, label, above, placeholder }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roots = useOrganisations(undefined);
  const [fetched, setFetched] = useState<readonly Organisation[]>([]);
  const rows = [...(roots.data ?? []), ...fetched].map((organisation) => {
    const tooLow = above !== undefined && rank(organisation.level) >= rank(above);
    return { ...rowOf(organisation), disabled: tooLow, ...(tooLow && { isLeaf: true }) };
  });
  if (above !== undefined) {
    rows.unshift({
      id: topOfTree,
      pId: '',
      value: topOfTree,
      title: t('directory.top'),
      isLeaf: true,
      disabled: false,
    });
  }
  if (value !== undefined && label !== undefined && !rows.some((row) => row.value === value)) {
    rows.push({ id: value, pId: '', value, title: label, isLeaf: true, disabled: false });
  }
  return (
    <TreeSelect
      id={id}
      treeDataSimpleMode={{ rootPId: '' }}
      value={value}
      onChange={onChange}
      treeData={rows}
      placeholder={placeholder ?? t('parts.organisationHint')}
      allowClear={above !== undefined}
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
