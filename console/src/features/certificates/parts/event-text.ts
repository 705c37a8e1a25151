import { useTranslation } from 'react-i18next';

const known = {
  'pki.certificate.issued': 'issued',
  'pki.certificate.renewed': 'renewed',
  'pki.certificate.revoked': 'revoked',
  'pki.certificate.suspended': 'suspended',
  'pki.certificate.released': 'released',
  'pki.certificate.collected': 'collected',
  'pki.certificate.expiring': 'expiring',
  'pki.certificate.downloaded': 'downloaded',
} as const;

/** What happened, in words; an event that this console does not know yet keeps its name. */
export function useEventText(): (event: string) => string {
  const { t } = useTranslation();
  return (event) => (event in known ? t(`certificates.events.${known[event as keyof typeof known]}`) : event);
}
