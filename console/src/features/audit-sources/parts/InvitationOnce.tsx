import { Alert, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { type Invitation, useAgentCentre } from '../queries.ts';

const stateFolder = '/var/lib/anmin-agent';

type Props = { invitation: Invitation; onClose: () => void };

/** The token of an invitation, and what to run with it; gone when it is closed. */
export function InvitationOnce({ invitation, onClose }: Props) {
  const { t } = useTranslation();
  const centre = useAgentCentre();
  return (
    <Modal
      open
      title={t('auditSources.invite')}
      okText={t('common.close')}
      onOk={onClose}
      onCancel={onClose}
      mask={{ closable: false }}
      cancelButtonProps={{ style: { display: 'none' } }}
      width={720}
    >
      <div className="stack" style={{ paddingBlock: 8 }}>
        <Alert
          type="warning"
          showIcon
          title={t('auditSources.inviteOnce', { at: formatTime(invitation.expiresAt) })}
        />
        <Problem error={centre.error} onRetry={() => void centre.refetch()} />
        {centre.isPending && <Loading />}
        {centre.data && (
          <div>
            {t('auditSources.inviteStepCommand')}
            <Typography.Paragraph
              copyable
              className="mono"
              style={{ margin: '4px 0 0', overflowWrap: 'anywhere' }}
              data-testid="enrol-command"
            >
              {commandOf(centre.data)}
            </Typography.Paragraph>
          </div>
        )}
        <div>
          {t('auditSources.inviteStepToken')}
          <Typography.Paragraph
            copyable
            className="mono"
            style={{ margin: '4px 0 0', fontSize: 15, overflowWrap: 'anywhere' }}
            data-testid="token"
          >
            {invitation.token}
          </Typography.Paragraph>
        </div>
        <span className="muted">{t('auditSources.inviteWhy')}</span>
      </div>
    </Modal>
  );
}

const commandOf = ({ server, fingerprint }: { server: string; fingerprint: string }) =>
  `anmin agent enrol --server ${server} --fingerprint ${fingerprint} --token-stdin --state ${stateFolder}`;
