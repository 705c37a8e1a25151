import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import type { Body } from '../../../api/types.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { ReportPanel } from '../parts/ReportPanel.tsx';
import { ValidationForm } from '../parts/ValidationForm.tsx';

/** Judges a certificate as a relying party should, and says which step decided. */
export function Page() {
  const { t } = useTranslation();
  const validate = useMutation({
    mutationFn: (body: Body<'validateCertificate'>) => unwrap(api.POST('/api/pki/validate', { body })),
  });
  return (
    <>
      <PageHead title={t('validate.title')} lead={t('validate.lead')} />
      <div className="stack">
        <ValidationForm busy={validate.isPending} onSubmit={(body) => validate.mutate(body)} />
        <Problem error={validate.error} />
        {validate.data && <ReportPanel report={validate.data} />}
      </div>
    </>
  );
}
