import { Alert, Card } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { FrontPage } from '../../../parts/FrontPage.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { safeReturn, useMeQuery } from '../../../shell/session.ts';
import { CertificateWay } from '../parts/CertificateWay.tsx';
import { PasswordWay } from '../parts/PasswordWay.tsx';
import { useSetupState } from '../queries.ts';

/** Signing in: the certificate first, the password second. */
export function Page() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const setup = useSetupState();
  const me = useMeQuery();
  const target = safeReturn(params.get('return'));

  useEffect(() => {
    if (me.data !== undefined) navigate(target, { replace: true });
  }, [me.data, navigate, target]);

  if (setup.data?.state === 'open') return <Navigate to="/set-up" replace />;
  return (
    <FrontPage lead={t('signIn.lead')} width={920}>
      <div className="stack">
        {params.get('why') === 'ended' && <Alert type="info" showIcon title={t('signIn.ended')} />}
        <Problem error={setup.error} onRetry={() => void setup.refetch()} />
        {setup.isPending && <Loading />}
        {setup.data && (
          <div className="grid">
            <Card
              className="span-6"
              style={{ height: '100%' }}
              styles={{ body: { padding: 28, height: '100%' } }}
            >
              <CertificateWay
                url={setup.data.certificateSignIn ? setup.data.certificateSignInUrl : null}
                rootPageUrl={setup.data.rootPageUrl}
                target={target}
              />
            </Card>
            <Card className="span-6" styles={{ body: { padding: 28 } }}>
              <PasswordWay
                enabled={setup.data.passwordSignIn}
                onDone={() => navigate(target, { replace: true })}
              />
            </Card>
          </div>
        )}
      </div>
    </FrontPage>
  );
}
