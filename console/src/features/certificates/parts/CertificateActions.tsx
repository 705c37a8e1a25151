import { DownloadOutlined, DownOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fromBase64 } from '../../../lib/bytes.ts';
import { offerFile } from '../../../lib/download.ts';
import { useMay, useMe } from '../../../shell/session.ts';
import { type ChangeKind, ChangeRequest } from '../../requests/parts/ChangeRequest.tsx';
import { type CertificateDetail, type FileFormat, fetchCertificateFile } from '../queries.ts';

const formats = ['pem', 'chain', 'der', 'p7b'] as const satisfies readonly FileFormat[];

/** Which changes a certificate in a state can be asked for. */
export function changesOf(state: CertificateDetail['certificate']['state']): readonly ChangeKind[] {
  switch (state) {
    case 'valid':
    case 'expiring':
      return ['renew', 'suspend', 'revoke'];
    case 'suspended':
      return ['release', 'revoke'];
    case 'expired':
      return ['renew'];
    case 'revoked':
      return [];
  }
}

/** Download and ask for a change; a change always starts a request. */
export function CertificateActions({ detail }: { detail: CertificateDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const me = useMe();
  const [change, setChange] = useState<ChangeKind>();
  const { certificate } = detail;

  const download = async (format: FileFormat) => {
    try {
      const file = await fetchCertificateFile(certificate.id, format);
      offerFile(file.fileName, fromBase64(file.content), file.mediaType);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const own = certificate.holderId !== null && certificate.holderId === me.holderId;
  const mayAsk = own || may('pki.requests.create');

  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: formats.map((key) => ({ key, label: t(`certificates.formats.${key}`) })),
          onClick: ({ key }) => void download(key as FileFormat),
        }}
      >
        <Button icon={<DownloadOutlined />}>
          {t('common.download')} <DownOutlined style={{ fontSize: 11 }} />
        </Button>
      </Dropdown>
      {mayAsk &&
        certificate.holderId !== null &&
        changesOf(certificate.state).map((kind) => (
          <Button
            key={kind}
            danger={kind === 'revoke'}
            type={kind === 'release' ? 'primary' : 'default'}
            onClick={() => setChange(kind)}
          >
            {t(`requests.kinds.${kind}`)}
          </Button>
        ))}
      {change && (
        <ChangeRequest kind={change} certificate={certificate} onClose={() => setChange(undefined)} />
      )}
    </>
  );
}
