import { Spin } from 'antd';
import { useTranslation } from 'react-i18next';

/** A page or panel that is on its way; appears only when it takes long enough to be noticed. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div style={{ display: 'grid', placeItems: 'center', minHeight: 240 }}>
      <Spin delay={200} aria-label={t('common.loading')} />
    </div>
  );
}
