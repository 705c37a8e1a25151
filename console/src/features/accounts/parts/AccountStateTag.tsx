import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Account } from '../queries.ts';

const colors = { active: 'success', disabled: 'default', locked: 'error' } as const;

/** Whether an account can be used now. */
export function AccountStateTag({ state }: { state: Account['state'] }) {
  const { t } = useTranslation();
  return <Tag color={colors[state]}>{t(`accounts.states.${state}`)}</Tag>;
}
