import { EyeOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { useMay } from '../../../shell/session.ts';

type Props = {
  masked: boolean;
  /** What is unmasked. */
  of: 'event' | 'alert' | 'case' | 'letter';
  unmasking: { mutateAsync: (reason: string) => Promise<unknown>; reset: () => void };
};

/** Says whether personal data are hidden; who may asks for them with a reason, which is recorded. */
export function MaskNotice({ masked, of, unmasking }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Alert
        type={masked ? 'info' : 'warning'}
        showIcon
        className="audit-mask"
        title={t(masked ? 'auditSearch.masked' : 'auditSearch.unmasked')}
        action={
          masked ? (
            may('audit.events.unmask') && (
              <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
                {t('auditSearch.unmask')}
              </Button>
            )
          ) : (
            <Button size="small" onClick={() => unmasking.reset()}>
              {t('auditSearch.maskAgain')}
            </Button>
          )
        }
      />
      {asking && (
        <ReasonModal
          open
          title={t('auditSearch.unmask')}
          consequence={t('auditSearch.unmaskConsequence', { what: t(`auditSearch.unmaskOf.${of}`) })}
          confirmText={t('auditSearch.unmask')}
          onClose={() => setAsking(false)}
          onConfirm={async ({ reason }) => {
            await unmasking.mutateAsync(reason);
          }}
        />
      )}
    </>
  );
}
