import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { toBase64 } from '../../../lib/bytes.ts';
import { looksLikeCsr } from '../draft.ts';

const maxCsrBytes = 12_000;

/** The field `csr` of the form around it: a PKCS#10 from a file, or pasted. */
export function CsrField() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<{ csr?: string }>();

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
  );
}
