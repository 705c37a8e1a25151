import { Alert, App, Button, Card, Form, Input, Modal, Popconfirm, Select, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { HolderPicker } from '../../../parts/HolderPicker.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { assignSender, removeSender, type Sender, type Source } from '../queries.ts';

const senderKinds = ['address', 'certificate', 'holder', 'token'] as const;

/** Who may feed a source. */
export function Senders({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay()('audit.sources.write');
  const [adding, setAdding] = useState(false);
  const [token, setToken] = useState<string>();
  const remove = useAuditChange((sender: Sender) => removeSender(source.id, sender.id));
  return (
    <Card
      title={t('auditSources.senders')}
      extra={may && <Button onClick={() => setAdding(true)}>{t('auditSources.addSender')}</Button>}
      styles={{ body: { padding: 0 } }}
    >
      <Problem error={remove.error} style={{ margin: 12 }} />
      <TableFrame minWidth={680}>
        <Table<Sender>
          rowKey="id"
          pagination={false}
          dataSource={source.senders}
          locale={{ emptyText: t('auditSources.noSenders') }}
          columns={[
            {
              title: t('auditSources.senderKind'),
              key: 'kind',
              width: 150,
              render: (_, row) => t(`auditSources.senderKinds.${row.kind}`),
            },
            {
              title: t('auditSources.senderValue'),
              key: 'value',
              render: (_, row) => (
                <Said>
                  {row.label && <div>{row.label}</div>}
                  <span className="mono muted">{row.value}</span>
                </Said>
              ),
            },
            {
              title: t('auditSources.addedBy'),
              key: 'by',
              width: 110,
              render: (_, row) => <Said>{row.createdBy}</Said>,
            },
            {
              title: t('common.time'),
              key: 'at',
              width: 150,
              render: (_, row) => <Time at={row.createdAt} />,
            },
            {
              key: 'remove',
              width: 90,
              align: 'end',
              render: (_, row) =>
                may && (
                  <Popconfirm
                    title={t('auditSources.removeSender')}
                    description={t('auditSources.removeSenderText')}
                    okText={t('common.remove')}
                    onConfirm={() =>
                      remove.mutate(row, { onSuccess: () => void message.success(t('common.done')) })
                    }
                  >
                    <Button size="small" danger type="link">
                      {t('common.remove')}
                    </Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      </TableFrame>
      {adding && (
        <SenderForm
          source={source}
          onClose={() => setAdding(false)}
          onToken={(made) => {
            setAdding(false);
            setToken(made);
          }}
        />
      )}
      {token !== undefined && <TokenOnce source={source} token={token} onClose={() => setToken(undefined)} />}
    </Card>
  );
}

type FormProps = { source: Source; onClose: () => void; onToken: (token: string) => void };
type Values = { kind: Sender['kind']; value?: string; label?: string };

function SenderForm({ source, onClose, onToken }: FormProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'address';
  const save = useAuditChange(({ kind: by, value, label }: Values) =>
    assignSender(source.id, {
      kind: by,
      ...(by === 'token' || !value ? {} : { value: value.trim() }),
      ...(label?.trim() ? { label: label.trim() } : {}),
    }),
  );
  const offered = senderKinds.filter((each) => each !== 'holder' || may('pki.directory.read'));
  return (
    <Modal
      open
      title={t('auditSources.addSender')}
      okText={t(kind === 'token' ? 'auditSources.makeToken' : 'common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark="optional"
        style={{ paddingTop: 8 }}
        initialValues={{ kind: source.kind === 'syslog' ? 'address' : 'token' }}
        onFinish={(values) =>
          save.mutate(values, {
            onSuccess: ({ token }) => {
              if (token !== null) onToken(token);
              else {
                message.success(t('common.saved'));
                onClose();
              }
            },
          })
        }
      >
        <Form.Item
          name="kind"
          rules={[{ required: true }]}
          label={t('auditSources.senderKind')}
          extra={t(`auditSources.senderText.${kind}`)}
        >
          <Select
            options={offered.map((value) => ({ value, label: t(`auditSources.senderKinds.${value}`) }))}
          />
        </Form.Item>
        {(kind === 'address' || kind === 'certificate') && (
          <Form.Item
            name="value"
            label={t(`auditSources.senderKinds.${kind}`)}
            rules={[{ required: true, whitespace: true, message: t('common.required') }]}
          >
            <Input
              className="mono"
              maxLength={100}
              placeholder={kind === 'address' ? '10.12.3.0/24' : t('auditSources.fingerprintHint')}
            />
          </Form.Item>
        )}
        {kind === 'holder' && (
          <Form.Item
            name="value"
            label={t('auditSources.senderKinds.holder')}
            rules={[{ required: true, message: t('common.required') }]}
          >
            <HolderPicker kind="server" />
          </Form.Item>
        )}
        <Form.Item name="label" label={t('auditSources.label')}>
          <Input maxLength={100} placeholder={t('auditSources.labelHint')} />
        </Form.Item>
      </Form>
      <Problem error={save.error} />
    </Modal>
  );
}

type TokenProps = { source: Source; token: string; onClose: () => void };

function TokenOnce({ source, token, onClose }: TokenProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('auditSources.token')}
      okText={t('common.close')}
      onOk={onClose}
      onCancel={onClose}
      mask={{ closable: false }}
      cancelButtonProps={{ style: { display: 'none' } }}
      width={640}
    >
      <div className="stack" style={{ paddingBlock: 8 }}>
        <Alert type="warning" showIcon title={t('auditSources.tokenOnce')} />
        <Typography.Text copyable className="mono" style={{ fontSize: 15 }} data-testid="token">
          {token}
        </Typography.Text>
        <Typography.Paragraph type="secondary" style={{ margin: 0 }}>
          {t('auditSources.tokenUse')}
        </Typography.Paragraph>
        <pre className="audit-code">{`POST ${location.origin}/api/audit/collect/${source.id}\nAuthorization: Bearer ${token.slice(0, 6)}…\nContent-Type: application/x-ndjson`}</pre>
      </div>
    </Modal>
  );
}
