import { Alert, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

type Props = { password: string; title?: string; text?: string; onClose: () => void };

/** Shows a password that must be changed at the first sign-in, or a part of one; it cannot be shown again. */
export function OneTimePassword({ password, title, text, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title ?? t('accounts.oneTimeTitle')}
      onOk={onClose}
      onCancel={onClose}
      mask={{ closable: false }}
      cancelButtonProps={{ style: { display: 'none' } }}
      okText={t('common.close')}
    >
      <div className="stack" style={{ paddingBlock: 8 }}>
        <Alert type="warning" showIcon title={text ?? t('accounts.oneTimeText')} />
        <Typography.Text copyable className="mono" style={{ fontSize: 20, textAlign: 'center' }}>
          {password}
        </Typography.Text>
      </div>
    </Modal>
  );
}
