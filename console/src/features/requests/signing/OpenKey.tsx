import { KeyOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Input, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { holdKey } from './key-holder.ts';
import type { Pkcs12Fault } from './open-pkcs12.ts';

type Props = { fingerprint: string };

/** Asks for the signer's own PKCS#12 file; it is opened in this page and never sent. */
export function OpenKey({ fingerprint }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Pkcs12Fault>();

  const open = async () => {
    if (file === undefined) return;
    setBusy(true);
    setFault(undefined);
    const { openPkcs12, Pkcs12Error } = await import('./open-pkcs12.ts');
    try {
      holdKey(await openPkcs12(new Uint8Array(await file.arrayBuffer()), password, fingerprint));
      setPassword('');
    } catch (error) {
      setFault(error instanceof Pkcs12Error ? error.fault : 'not-pkcs12');
    } finally {
      setBusy(false);
    }
  };

  return (
    <Flex vertical gap={12}>
      <Alert
        type="info"
        showIcon
        icon={<KeyOutlined />}
        title={t('signing.title')}
        description={t('signing.text')}
      />
      <Flex gap={12} wrap align="center">
        <Upload
          accept=".p12,.pfx"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(picked) => {
            setFile(picked);
            setFault(undefined);
            return false;
          }}
        >
          <Button>{file === undefined ? t('signing.pick') : file.name}</Button>
        </Upload>
        <Input.Password
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault();
            void open();
          }}
          placeholder={t('signing.password')}
          autoComplete="off"
          maxLength={128}
          style={{ width: 200 }}
          data-testid="pkcs12-password"
        />
        <Button
          type="primary"
          loading={busy}
          disabled={file === undefined || password === ''}
          onClick={() => void open()}
        >
          {t('signing.open')}
        </Button>
      </Flex>
      {fault && <Alert type="error" showIcon title={t(`signing.faults.${fault}`)} />}
    </Flex>
  );
}
