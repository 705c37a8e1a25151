import { useTranslation } from 'react-i18next';
import mark from '../assets/anmin-light.svg';

/** The product's mark and name at the head of the rail. */
export function Brand({ folded }: { folded: boolean }) {
  const { t } = useTranslation();
  return (
    <div
      style={{
        height: 56,
        display: 'flex',
        alignItems: 'center',
        gap: 12,
        justifyContent: folded ? 'center' : 'flex-start',
        paddingInline: folded ? 0 : 20,
        marginBottom: 8,
        borderBottom: '1px solid rgba(255,255,255,0.08)',
      }}
    >
      <img src={mark} alt="" width={26} height={26} />
      {!folded && (
        <span style={{ color: '#fff', fontSize: 18, fontWeight: 600, letterSpacing: '0.08em' }}>
          {t('common.product')}
        </span>
      )}
    </div>
  );
}
