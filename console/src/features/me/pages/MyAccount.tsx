import { Alert, App, Card, Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { colonHex } from '../../../lib/bytes.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { SessionTable } from '../../../parts/SessionTable.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMe } from '../../../shell/session.ts';
import { RoleTags } from '../../accounts/parts/RoleTags.tsx';
import { PasswordCard } from '../parts/PasswordCard.tsx';
import { TotpCard } from '../parts/TotpCard.tsx';
import { endMySession, useMyChange, useMySessions } from '../queries.ts';

/** One's own password, authenticator and sessions. */
export function Page() {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const sessions = useMySessions();
  const end = useMyChange(endMySession);
  return (
    <>
      <PageHead title={t('me.title')} lead={t('me.lead')} />
      <div className="grid">
        {me.mustChangePassword && (
          <Alert className="span-12" type="warning" showIcon title={t('me.mustChange')} />
        )}
        <Card className="span-12" title={t('me.profile')}>
          <Descriptions
            column={{ xs: 1, lg: 2 }}
            items={[
              { label: t('accounts.displayName'), children: me.displayName },
              { label: t('accounts.loginName'), children: me.loginName },
              { label: t('me.roles'), children: <RoleTags names={me.roles} /> },
              {
                label: t('me.method'),
                children: t(me.method === 'certificate' ? 'shell.byCertificate' : 'shell.byPassword'),
              },
              {
                label: t('me.idle'),
                children: t('me.minutes', { minutes: Math.round(me.idleTimeoutSeconds / 60) }),
              },
              { label: t('me.expires'), children: <Time at={me.expiresAt} /> },
              ...(me.certificateFingerprint === null
                ? []
                : [
                    {
                      label: t('me.certificate'),
                      span: 'filled' as const,
                      children: <span className="mono">{colonHex(me.certificateFingerprint)}</span>,
                    },
                  ]),
            ]}
          />
        </Card>
        <PasswordCard />
        <TotpCard />
        <Card className="span-12" title={t('me.sessions')}>
          <p className="muted" style={{ marginTop: 0 }}>
            {t('me.sessionsText')}
          </p>
          <Problem error={sessions.error ?? end.error} style={{ marginBottom: 12 }} />
          <SessionTable
            sessions={sessions.data ?? []}
            loading={sessions.isPending}
            onEnd={({ id }) =>
              end.mutate(id, { onSuccess: () => void message.success(t('me.sessionEnded')) })
            }
          />
        </Card>
      </div>
    </>
  );
}
