import { App, Button, Card, Descriptions, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { colonHex } from '../../../lib/bytes.ts';
import { HolderPicker } from '../../../parts/HolderPicker.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay, useMe } from '../../../shell/session.ts';
import { AccountSessions } from '../parts/AccountSessions.tsx';
import { AccountStateTag } from '../parts/AccountStateTag.tsx';
import { OneTimePassword } from '../parts/OneTimePassword.tsx';
import { PasswordResets } from '../parts/PasswordResets.tsx';
import { RolePicker } from '../parts/RolePicker.tsx';
import { RoleTags } from '../parts/RoleTags.tsx';
import {
  type Account,
  resetPassword,
  setRoles,
  unlockAccount,
  updateAccount,
  useAccount,
  useAccountChange,
} from '../queries.ts';

type PasswordAct = 'password' | 'firstPassword' | 'requestReset';
type Act = 'roles' | 'rename' | 'disable' | 'enable' | 'unlock' | PasswordAct;

/** One account: what it may do, how it signs in, where it is signed in. */
export function Page() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const account = useAccount(id);
  const may = useMay();
  const me = useMe();
  const { message } = App.useApp();
  const [act, setAct] = useState<Act>();
  const [password, setPassword] = useState<string>();
  const change = useAccountChange((work: () => Promise<unknown>) => work());

  if (account.data === undefined) {
    return account.error ? (
      <Problem error={account.error} onRetry={() => void account.refetch()} />
    ) : (
      <Loading />
    );
  }
  const row = account.data;
  const self = row.id === me.accountId;
  const passwordAct = passwordActOf(row);
  const confirmer = row.roles.includes('security-admin') ? 'audit-admin' : 'security-admin';

  const perform = async (values: { reason: string } & Record<string, unknown>) => {
    const { reason } = values;
    await change.mutateAsync(async () => {
      switch (act) {
        case 'roles':
          return setRoles(id, { roles: values.roles as string[], reason });
        case 'rename':
          return updateAccount(id, {
            displayName: String(values.displayName).trim(),
            // The field is not asked of those who may not see the directory.
            ...(may('pki.directory.read') && { holderId: (values.holderId as string | undefined) ?? null }),
            reason,
            version: row.version,
          });
        case 'disable':
          return updateAccount(id, { state: 'disabled', reason, version: row.version });
        case 'enable':
          return updateAccount(id, { state: 'active', reason, version: row.version });
        case 'unlock':
          return unlockAccount(id, reason);
        default: {
          const { oneTimePassword } = await resetPassword(id, reason);
          if (oneTimePassword !== null) setPassword(oneTimePassword);
        }
      }
    });
    message.success(t('common.done'));
  };

  return (
    <>
      <PageHead
        back={{ to: '/system/accounts', label: t('accounts.title') }}
        title={row.displayName}
        actions={
          <>
            {row.state === 'locked' && may('access.accounts.unlock') && (
              <Button onClick={() => setAct('unlock')}>{t('accounts.acts.unlock')}</Button>
            )}
            {may('access.roles.grant') && !self && (
              <Button type="primary" onClick={() => setAct('roles')}>
                {t('accounts.acts.roles')}
              </Button>
            )}
            {may('access.accounts.reset-password') && (
              <Button onClick={() => setAct(passwordAct)}>{t(`accounts.acts.${passwordAct}`)}</Button>
            )}
            {may('access.accounts.update') && (
              <>
                <Button onClick={() => setAct('rename')}>{t('accounts.acts.rename')}</Button>
                {!self &&
                  (row.state === 'disabled' ? (
                    <Button onClick={() => setAct('enable')}>{t('accounts.acts.enable')}</Button>
                  ) : (
                    <Button danger onClick={() => setAct('disable')}>
                      {t('accounts.acts.disable')}
                    </Button>
                  ))}
              </>
            )}
          </>
        }
      />
      <div className="stack">
        <Card>
          <Descriptions
            column={{ xs: 1, lg: 2 }}
            items={saidItems([
              { label: t('accounts.loginName'), children: row.loginName },
              { label: t('common.state'), children: <AccountStateTag state={row.state} /> },
              { label: t('accounts.roles'), children: <RoleTags names={row.roles} /> },
              { label: t('accounts.lastSignIn'), children: <Time at={row.lastSignInAt} /> },
              {
                label: t('accounts.password'),
                children: row.hasPassword ? (
                  t('accounts.set')
                ) : (
                  <>
                    {t('accounts.notSet')}
                    {row.holderId !== null && <div className="muted">{t('accounts.noPasswordHint')}</div>}
                  </>
                ),
              },
              { label: t('accounts.totp'), children: row.hasTotp ? t('accounts.set') : t('accounts.notSet') },
              { label: t('accounts.failed'), children: row.failedSignIns },
              { label: t('accounts.lockedUntil'), children: <Time at={row.lockedUntil} /> },
              { label: t('accounts.created'), span: 'filled', children: <Time at={row.createdAt} /> },
              {
                label: t('accounts.fingerprints'),
                span: 'filled',
                children:
                  row.certificateFingerprints.length === 0 ? (
                    '—'
                  ) : (
                    <div>
                      {row.certificateFingerprints.map((hex) => (
                        <div key={hex} className="mono">
                          {colonHex(hex)}
                        </div>
                      ))}
                    </div>
                  ),
              },
            ])}
          />
        </Card>
        <PasswordResets accountId={row.id} />
        {may('access.sessions.read') && <AccountSessions accountId={row.id} />}
      </div>
      {act && (
        <ReasonModal
          open
          title={t(`accounts.acts.${act}`)}
          consequence={t(`accounts.consequences.${act}`, {
            name: row.displayName,
            confirmer: t(`accounts.builtInRoles.${confirmer}`),
          })}
          confirmText={t(`accounts.acts.${act}`)}
          danger={act === 'disable' || act === 'password'}
          onClose={() => setAct(undefined)}
          onConfirm={perform}
        >
          {act === 'roles' && (
            <Form.Item name="roles" label={t('accounts.roles')} initialValue={row.roles}>
              <RolePicker />
            </Form.Item>
          )}
          {act === 'rename' && (
            <>
              <Form.Item
                name="displayName"
                label={t('accounts.displayName')}
                initialValue={row.displayName}
                rules={[{ required: true, whitespace: true, message: t('common.required') }]}
              >
                <Input maxLength={64} />
              </Form.Item>
              {may('pki.directory.read') && (
                <Form.Item
                  name="holderId"
                  label={t('accounts.holder')}
                  extra={t('accounts.holderHint')}
                  initialValue={row.holderId ?? undefined}
                >
                  <HolderPicker kind="person" />
                </Form.Item>
              )}
            </>
          )}
        </ReasonModal>
      )}
      {password !== undefined && (
        <OneTimePassword password={password} onClose={() => setPassword(undefined)} />
      )}
    </>
  );
}

/** What a system administrator can do for somebody who cannot sign in by password. */
function passwordActOf({ roles, hasPassword }: Account): PasswordAct {
  if (roles.length > 0) return 'requestReset';
  return hasPassword ? 'password' : 'firstPassword';
}
