import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../../parts/Words.tsx';
import { type Role, useRoles } from '../queries.ts';
import { excludedRoles } from '../role-exclusion.ts';

type Props = {
  /** From the form: its label names the field. */
  id?: string;
  value?: string[];
  onChange?: (value: string[]) => void;
};

/** Chooses roles and keeps the three administrators apart while choosing. */
export function RolePicker({ id, value = [], onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const roles = useRoles().data ?? [];
  const excluded = excludedRoles(roles, value);
  const optionOf = (role: Role) => ({
    value: role.name,
    label: words(role),
    disabled: excluded.has(role.name),
  });
  return (
    <Select
      id={id}
      mode="multiple"
      value={value}
      onChange={onChange}
      placeholder={t('accounts.rolesHint')}
      optionFilterProp="label"
      options={[
        {
          label: t('accounts.threeAdministrators'),
          options: roles.filter((r) => r.adminKind !== null).map(optionOf),
        },
        {
          label: t('accounts.businessRoles'),
          options: roles.filter((r) => r.adminKind === null).map(optionOf),
        },
      ]}
    />
  );
}
