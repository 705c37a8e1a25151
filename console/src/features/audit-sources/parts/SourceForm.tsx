import { App, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { classes } from '../../audit-search/presets.ts';
import { createSource, engines, kinds, type Source, updateSource } from '../queries.ts';
import { ChainSelect } from './ChainSelect.tsx';
import { ZoneSelect } from './ZoneSelect.tsx';

type Pull = { engine: string; host: string; port: number; database: string; user: string; password?: string };
type Values = {
  id: string;
  title: string;
  class: Source['class'];
  kind: Source['kind'];
  parsers: string[];
  timeZone: string;
  silenceMinutes: number;
  pull?: Pull;
};
type Props = { source?: Source; onClose: () => void; onDone?: (id: string) => void };

const fresh: Partial<Values> = {
  class: 'operations',
  kind: 'syslog',
  parsers: ['auto'],
  timeZone: 'Asia/Shanghai',
  silenceMinutes: 60,
};

/** Adds or changes a source. */
export function SourceForm({ source, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? source?.kind;
  const save = useAuditChange(async ({ id, kind: way, pull, ...values }: Values) => {
    const filled = pull && way === 'pull' ? { pull: { ...pull, password: pull.password || undefined } } : {};
    if (source) return updateSource(source.id, { ...values, ...filled });
    return createSource({ id, kind: way, ...values, ...filled });
  });
  const chosen = { required: true, message: t('common.required') };
  const needed = { ...chosen, whitespace: true };

  return (
    <Modal
      open
      title={source ? `${t('common.edit')} · ${shownText(source.title)}` : t('auditSources.create')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      width={600}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark="optional"
        style={{ paddingTop: 8 }}
        initialValues={source ? { ...source, pull: source.pull ?? undefined } : fresh}
        onFinish={(values) =>
          save.mutate(
            { ...values, kind: source?.kind ?? values.kind },
            {
              onSuccess: ({ id }) => {
                message.success(t('common.saved'));
                onClose();
                onDone?.(id);
              },
            },
          )
        }
      >
        <Form.Item name="title" label={t('common.name')} rules={[needed]}>
          <Input maxLength={100} placeholder={t('auditSources.titleHint')} />
        </Form.Item>
        {!source && (
          <Form.Item
            name="id"
            label={t('auditSources.id')}
            extra={t('auditSources.idHint')}
            rules={[needed, { pattern: /^[a-z0-9][a-z0-9._-]{0,62}$/, message: t('auditSources.idBad') }]}
          >
            <Input maxLength={63} className="mono" placeholder="minzheng-db" />
          </Form.Item>
        )}
        <Form.Item name="class" label={t('auditSources.class')} rules={[chosen]}>
          <Select options={classes.map((value) => ({ value, label: t(`auditSearch.classes.${value}`) }))} />
        </Form.Item>
        {!source && (
          <Form.Item
            name="kind"
            label={t('auditSources.kind')}
            rules={[chosen]}
            extra={kind && t(`auditSources.kindText.${kind}`)}
          >
            <Select options={kinds.map((value) => ({ value, label: t(`auditSources.kinds.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item
          name="parsers"
          label={t('auditSources.parsers')}
          extra={t('auditSources.parsersHint')}
          validateTrigger="onSubmit"
          rules={[{ ...chosen, type: 'array', min: 1, message: t('auditSources.chainEmpty') }]}
        >
          <ChainSelect />
        </Form.Item>
        <Form.Item
          name="silenceMinutes"
          label={t('auditSources.silence')}
          rules={[chosen]}
          extra={t('auditSources.silenceHint')}
        >
          <InputNumber min={0} max={100_000} suffix={t('auditSources.minutes')} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="timeZone" label={t('auditSources.timeZone')} rules={[needed]}>
          <ZoneSelect />
        </Form.Item>
        {kind === 'pull' && (
          <>
            <Form.Item name={['pull', 'engine']} label={t('auditSources.engine')} rules={[needed]}>
              <Select
                options={engines.map((value) => ({ value, label: t(`auditSources.engines.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name={['pull', 'host']} label={t('auditSources.host')} rules={[needed]}>
              <Input maxLength={253} />
            </Form.Item>
            <Form.Item name={['pull', 'port']} label={t('auditSources.port')} rules={[chosen]}>
              <InputNumber min={1} max={65535} />
            </Form.Item>
            <Form.Item name={['pull', 'database']} label={t('auditSources.database')} rules={[needed]}>
              <Input maxLength={63} />
            </Form.Item>
            <Form.Item name={['pull', 'user']} label={t('auditSources.user')} rules={[needed]}>
              <Input maxLength={63} autoComplete="off" />
            </Form.Item>
            <Form.Item
              name={['pull', 'password']}
              label={t('auditSources.password')}
              extra={source && t('auditSources.passwordKept')}
            >
              <Input.Password maxLength={200} autoComplete="new-password" />
            </Form.Item>
          </>
        )}
      </Form>
      <Problem error={save.error} />
    </Modal>
  );
}
