import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Said } from '../../../parts/Said.tsx';

/** Who did it: a person by name; an approved request leads to those who approved it; else the system. */
export function HistoryActor({ name }: { name: string }) {
  const { t } = useTranslation();
  const request = /^pki\.requests\/([0-9a-f-]{36})$/.exec(name)?.[1];
  if (request) return <Link to={`/requests/${request}`}>{t('certificates.byRequest')}</Link>;
  // Work of the system itself goes by the names of its parts.
  return (
    <Said>
      <span title={name}>{/^[a-z]+\.[a-z-]+(\/|$)/.test(name) ? t('certificates.system') : name}</span>
    </Said>
  );
}
