import { Button, Card, Form, Input, InputNumber, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormModal } from '../../../parts/FormModal.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { type Agent, type Invitation, inviteAgent, type Source, useAgents } from '../queries.ts';
import { InvitationOnce } from './InvitationOnce.tsx';

type Values = { label: string; hours: number };

/** Servers that enrolled for a source, and tokens for more of them. */
export function Agents({ source }: { source: Source }) {
  const { t } = useTranslation();
  const may = useMay()('audit.sources.write');
  const agents = useAgents(source.id);
  const [inviting, setInviting] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  return (
    <Card
      title={t('auditSources.agents')}
      extra={may && <Button onClick={() => setInviting(true)}>{t('auditSources.invite')}</Button>}
      styles={{ body: { padding: 0 } }}
    >
      <p className="muted" style={{ margin: '12px 24px' }}>
        {t('auditSources.agentsLead')}
      </p>
      <Problem error={agents.error} onRetry={() => void agents.refetch()} style={{ margin: 12 }} />
      <TableFrame minWidth={680}>
        <Table<Agent>
          rowKey="id"
          pagination={false}
          loading={agents.isPending}
          dataSource={agents.data?.items ?? []}
          locale={{ emptyText: agents.isSuccess ? t('auditSources.noAgents') : ' ' }}
          columns={[
            {
              title: t('auditSources.agentName'),
              key: 'name',
              width: 170,
              render: (_, row) => <Said>{row.name}</Said>,
            },
            {
              title: t('auditSources.agentFingerprint'),
              key: 'fingerprint',
              render: (_, row) => (
                <span className="mono muted" style={{ overflowWrap: 'anywhere' }}>
                  {row.fingerprint}
                </span>
              ),
            },
            {
              title: t('auditSources.agentUntil'),
              key: 'until',
              width: 150,
              render: (_, row) => (
                <>
                  <Time at={row.notAfter} />
                  {Date.parse(row.notAfter) < Date.now() && (
                    <Tag color="error">{t('auditSources.agentExpired')}</Tag>
                  )}
                </>
              ),
            },
            {
              title: t('auditSources.agentEnrolled'),
              key: 'enrolled',
              width: 170,
              render: (_, row) => (
                <>
                  <Time at={row.enrolledAt} />
                  {row.renewedAt !== null && (
                    <div className="muted" style={{ fontSize: 12 }}>
                      {t('auditSources.agentRenewed')} <Time at={row.renewedAt} />
                    </div>
                  )}
                </>
              ),
            },
          ]}
        />
      </TableFrame>
      <FormModal<Values>
        open={inviting}
        title={t('auditSources.invite')}
        confirmText={t('auditSources.makeToken')}
        initial={{ hours: 24 }}
        onClose={() => setInviting(false)}
        onConfirm={async ({ label, hours }) =>
          setInvitation(await inviteAgent(source.id, { label: label.trim(), hours }))
        }
      >
        <Form.Item
          name="label"
          label={t('auditSources.inviteFor')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input maxLength={100} placeholder={t('auditSources.inviteForHint')} />
        </Form.Item>
        <Form.Item
          name="hours"
          label={t('auditSources.inviteHours')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <InputNumber
            min={1}
            max={168}
            precision={0}
            suffix={t('auditSources.hours')}
            style={{ width: 180 }}
          />
        </Form.Item>
      </FormModal>
      {invitation && <InvitationOnce invitation={invitation} onClose={() => setInvitation(undefined)} />}
    </Card>
  );
}
