import { App, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { SessionTable } from '../../../parts/SessionTable.tsx';
import { useMay } from '../../../shell/session.ts';
import { endSession, type Session, useAccountChange, useAccountSessions } from '../queries.ts';

/** Where an account is signed in now. */
export function AccountSessions({ accountId }: { accountId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const sessions = useAccountSessions(accountId);
  const { modal, message } = App.useApp();
  const end = useAccountChange(endSession);
  const ask = (session: Session) =>
    modal.confirm({
      title: t('parts.endSession'),
      content: t('accounts.consequences.endSession'),
      okText: t('parts.endSession'),
      okButtonProps: { danger: true },
      onOk: () =>
        end.mutateAsync(session.id).then(
          () => void message.success(t('me.sessionEnded')),
          (error: Error) => void message.error(error.message),
        ),
    });
  if (sessions.error) return <Problem error={sessions.error} />;
  return (
    <Card title={t('accounts.sessions')}>
      <SessionTable
        sessions={sessions.data ?? []}
        loading={sessions.isPending}
        onEnd={may('access.sessions.revoke') ? ask : undefined}
      />
    </Card>
  );
}
