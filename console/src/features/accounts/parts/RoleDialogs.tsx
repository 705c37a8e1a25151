import { App, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { useWords } from '../../../parts/Words.tsx';
import {
  createRole,
  deleteRole,
  type Role,
  updateRole,
  useAccountChange,
  usePermissions,
} from '../queries.ts';

/** What is to happen to a role of one's own making. */
export type RoleAct = { kind: 'create' } | { kind: 'update' | 'delete'; role: Role };

/** Makes, changes or deletes a custom role; permissions of the three administrators are not offered. */
export function RoleDialogs({ act, onClose }: { act: RoleAct; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { message } = App.useApp();
  const permissions = usePermissions();
  const change = useAccountChange((work: () => Promise<unknown>) => work());
  const role = act.kind === 'create' ? undefined : act.role;
  const needed = { required: true, whitespace: true, message: t('common.required') };
  const title = t(`accounts.roleActs.${act.kind}`);

  const perform = async (values: { reason: string } & Record<string, unknown>) => {
    const { reason } = values;
    const body = {
      zh: String(values.zh).trim(),
      en: String(values.en).trim(),
      permissions: (values.permissions as string[] | undefined) ?? [],
      reason,
    };
    await change.mutateAsync(() => {
      if (act.kind === 'create') return createRole({ ...body, name: String(values.name).trim() });
      return act.kind === 'update' ? updateRole(act.role.name, body) : deleteRole(act.role.name, reason);
    });
    message.success(t('common.done'));
  };

  return (
    <ReasonModal
      open
      danger={act.kind === 'delete'}
      title={title}
      consequence={t(`accounts.roleConsequences.${act.kind}`, {
        name: role === undefined ? '' : words(role),
        count: role?.accounts ?? 0,
      })}
      confirmText={title}
      onClose={onClose}
      onConfirm={perform}
    >
      {act.kind !== 'delete' && (
        <>
          {act.kind === 'create' && (
            <Form.Item
              name="name"
              label={t('accounts.roleName')}
              extra={t('accounts.roleNameHint')}
              rules={[needed, { pattern: /^[a-z][a-z0-9-]*$/, message: t('accounts.roleNameHint') }]}
            >
              <Input maxLength={64} />
            </Form.Item>
          )}
          <Form.Item name="zh" label={t('accounts.roleZh')} rules={[needed]} initialValue={role?.zh}>
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item name="en" label={t('accounts.roleEn')} rules={[needed]} initialValue={role?.en}>
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item
            name="permissions"
            label={t('accounts.permissions')}
            initialValue={role?.permissions ?? []}
          >
            <Select
              mode="multiple"
              optionFilterProp="label"
              options={(permissions.data ?? [])
                .filter(({ adminKind }) => adminKind === null)
                .map((row) => ({ value: row.name, label: words(row) }))}
            />
          </Form.Item>
        </>
      )}
    </ReasonModal>
  );
}
