import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio, Select, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import { toBase64 } from '../../../lib/bytes.ts';
import type { Profile } from '../../certificates/queries.ts';
import { looksLikeCsr, type RequestDraft } from '../draft.ts';

const maxCsrBytes = 12_000;

/** Which key: the user's own (PKCS#10) or one made here; how long; which names. */
export function KeyStep({ profile, holderId }: { profile: Profile; holderId: string | undefined }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RequestDraft>();
  const delivery = Form.useWatch('delivery', form);
  const named = profile.holderKind === 'server' || profile.holderKind === 'device';
  const holder = useQuery({
    queryKey: ['pki', 'holder', holderId],
    queryFn: () => unwrap(api.GET('/api/pki/holders/{id}', { params: { path: { id: holderId ?? '' } } })),
    enabled: named && holderId !== undefined,
  });

  const readFile = async (file: File) => {
    if (file.size > maxCsrBytes) {
      form.setFields([{ name: 'csr', errors: [t('requests.csrTooLarge')] }]);
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    // A DER request begins with a SEQUENCE; anything else is taken as text.
    const text = bytes[0] === 0x30 ? toBase64(bytes) : new TextDecoder().decode(bytes);
    form.setFieldValue('csr', text);
    void form.validateFields(['csr']);
  };

  return (
    <>
      <Form.Item name="delivery" label={t('requests.keyOrigin')} required>
        <Radio.Group
          options={profile.delivery.map((value) => ({ value, label: t(`requests.deliveries.${value}`) }))}
          vertical
        />
      </Form.Item>
      {delivery === 'csr' && (
        <Form.Item label={t('requests.csr')} required>
          <Upload
            accept=".csr,.p10,.req,.pem,.der,.txt"
            maxCount={1}
            showUploadList={false}
            beforeUpload={(file) => {
              void readFile(file);
              return false;
            }}
          >
            <Button icon={<UploadOutlined />}>{t('requests.csrFile')}</Button>
          </Upload>
          <Form.Item
            name="csr"
            noStyle
            rules={[
              {
                validator: (_rule, value?: string) =>
                  value !== undefined && looksLikeCsr(value)
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('requests.csrBad'))),
              },
            ]}
          >
            <Input.TextArea
              className="mono"
              rows={8}
              maxLength={16_384}
              placeholder="-----BEGIN CERTIFICATE REQUEST-----"
              style={{ marginTop: 12 }}
            />
          </Form.Item>
        </Form.Item>
      )}
      {delivery === 'pkcs12' && (
        <Form.Item name="keyAlgorithm" label={t('requests.keyAlgorithm')} required>
          <Select
            style={{ maxWidth: 320 }}
            options={profile.keyAlgorithms.map((value) => ({
              value,
              label: t(`requests.algorithms.${value}`),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="days"
        label={t('requests.days')}
        required
        extra={t('requests.daysHint', { max: profile.maxDays })}
      >
        <InputNumber min={1} max={profile.maxDays} precision={0} />
      </Form.Item>
      {named && (
        <>
          <Form.Item name="dnsNames" label={t('requests.dnsNames')} extra={t('requests.namesHint')}>
            <Select
              mode="multiple"
              placeholder={t('common.all')}
              options={(holder.data?.dnsNames ?? []).map((value) => ({ value, label: value }))}
            />
          </Form.Item>
          <Form.Item name="ipAddresses" label={t('requests.ipAddresses')}>
            <Select
              mode="multiple"
              placeholder={t('common.all')}
              options={(holder.data?.ipAddresses ?? []).map((value) => ({ value, label: value }))}
            />
          </Form.Item>
        </>
      )}
    </>
  );
}
