import { UploadOutlined } from '@ant-design/icons';
import { Button, Card, Collapse, DatePicker, Flex, Form, Input, Select, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Body } from '../../../api/types.ts';
import { toPem } from '../pem.ts';

type Values = {
  chain: string;
  trust?: string;
  time?: { toISOString(): string } | null;
  name?: string;
  eku?: string;
  revocation: 'off' | 'when-available' | 'required';
};
const uses = [
  'serverAuth',
  'clientAuth',
  'emailProtection',
  'codeSigning',
  'timeStamping',
  'OCSPSigning',
] as const;
const maxBytes = 200_000;

/** What is to be judged, by which roots, when, for which name and use. */
export function ValidationForm({
  busy,
  onSubmit,
}: {
  busy: boolean;
  onSubmit: (body: Body<'validateCertificate'>) => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const read = (field: 'chain' | 'trust') => async (file: File) => {
    if (file.size > maxBytes) {
      form.setFields([{ name: field, errors: [t('validate.tooLarge')] }]);
      return;
    }
    const before = form.getFieldValue(field) as string | undefined;
    const text = toPem(new Uint8Array(await file.arrayBuffer()));
    form.setFieldValue(field, before ? `${before.trimEnd()}\n${text}` : text);
  };
  const pick = (field: 'chain' | 'trust') => (
    <Upload
      multiple
      accept=".pem,.crt,.cer,.der"
      showUploadList={false}
      beforeUpload={(file) => {
        void read(field)(file);
        return false;
      }}
    >
      <Button icon={<UploadOutlined />}>{t('validate.file')}</Button>
    </Upload>
  );
  const submit = ({ chain, trust, time, name, eku, revocation }: Values) =>
    onSubmit({
      chain,
      revocation,
      ...(trust?.trim() ? { trust } : {}),
      ...(time ? { time: time.toISOString() } : {}),
      ...(name?.trim() ? { name: name.trim() } : {}),
      ...(eku ? { eku } : {}),
    });

  return (
    <Card>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ revocation: 'when-available' }}
        onFinish={submit}
      >
        <Form.Item label={t('validate.chain')} extra={t('validate.chainHint')}>
          {pick('chain')}
          <Form.Item
            name="chain"
            noStyle
            rules={[{ required: true, whitespace: true, message: t('common.required') }]}
          >
            <Input.TextArea
              className="mono"
              rows={7}
              placeholder="-----BEGIN CERTIFICATE-----"
              maxLength={262_144}
              style={{ marginTop: 12 }}
            />
          </Form.Item>
        </Form.Item>
        <Flex gap={16} wrap>
          <Form.Item name="time" label={t('validate.time')}>
            <DatePicker showTime placeholder={t('validate.now')} style={{ width: 210 }} />
          </Form.Item>
          <Form.Item name="name" label={t('validate.name')}>
            <Input placeholder="dns:www.example.gov.cn" maxLength={300} style={{ width: 260 }} />
          </Form.Item>
          <Form.Item name="eku" label={t('requests.extendedKeyUsage')}>
            <Select
              allowClear
              placeholder={t('validate.any')}
              options={uses.map((value) => ({ value, label: value }))}
              style={{ width: 180 }}
            />
          </Form.Item>
          <Form.Item name="revocation" label={t('validate.revocation')}>
            <Select
              options={(['off', 'when-available', 'required'] as const).map((value) => ({
                value,
                label: t(`validate.revocations.${value}`),
              }))}
              style={{ width: 180 }}
            />
          </Form.Item>
        </Flex>
        <Collapse
          ghost
          items={[
            {
              key: 'trust',
              label: t('validate.otherRoots'),
              forceRender: true,
              children: (
                <>
                  {pick('trust')}
                  <Form.Item name="trust" noStyle>
                    <Input.TextArea
                      className="mono"
                      rows={4}
                      maxLength={262_144}
                      placeholder={t('validate.ownRoots')}
                      style={{ marginTop: 12 }}
                    />
                  </Form.Item>
                </>
              ),
            },
          ]}
        />
        <Button type="primary" size="large" htmlType="submit" loading={busy} style={{ marginTop: 12 }}>
          {t('validate.run')}
        </Button>
      </Form>
    </Card>
  );
}
