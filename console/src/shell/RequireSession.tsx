import { useEffect } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { onSignedOut } from '../api/client.ts';
import { ApiError } from '../api/error.ts';
import { Loading } from '../parts/Loading.tsx';
import { Problem } from '../parts/Problem.tsx';
import { Shell } from './Shell.tsx';
import { MeContext, takeReturn, useMeQuery } from './session.ts';

/** Shows the shell to those who are signed in and sends everyone else to sign in, to return here. */
export function RequireSession() {
  const me = useMeQuery();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const here = `${pathname}${search}`;
  const out = me.error instanceof ApiError && me.error.status === 401;

  useEffect(() => {
    const leave = (why: string) =>
      navigate(`/sign-in?${new URLSearchParams({ return: here, ...(why === '' ? {} : { why }) })}`, {
        replace: true,
      });
    onSignedOut(() => leave(me.data === undefined ? '' : 'ended'));
    if (out) leave('');
    return () => onSignedOut(() => {});
  }, [out, here, navigate, me.data]);

  const signedIn = me.data !== undefined;
  useEffect(() => {
    if (!signedIn || here !== '/') return;
    const kept = takeReturn();
    if (kept !== undefined) navigate(kept, { replace: true });
  }, [signedIn, here, navigate]);

  // Such a session may do nothing else: the server refuses it everything but one's own account.
  const restricted = me.data?.mustChangePassword === true || me.data?.mustEnrolTotp === true;
  if (restricted && pathname !== '/me') return <Navigate to="/me" replace />;

  if (me.data !== undefined) {
    return (
      <MeContext value={me.data}>
        <Shell />
      </MeContext>
    );
  }
  if (me.error !== null && !out) return <Problem error={me.error} onRetry={() => void me.refetch()} />;
  return <Loading />;
}
