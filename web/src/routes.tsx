import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { useApiKey } from './api/session.ts';
import { Frame } from './components/Frame.tsx';
import { paths } from './paths.ts';
import { LoadingLines } from './ui/Notices.tsx';

const SignInPage = lazy(async () => ({ default: (await import('./pages/SignInPage.tsx')).SignInPage }));
const AgentsPage = lazy(async () => ({ default: (await import('./pages/AgentsPage.tsx')).AgentsPage }));
const AgentPage = lazy(async () => ({ default: (await import('./pages/AgentPage.tsx')).AgentPage }));
const AgentEditPage = lazy(async () => ({
  default: (await import('./pages/AgentEditPage.tsx')).AgentEditPage,
}));
const RunsPage = lazy(async () => ({ default: (await import('./pages/RunsPage.tsx')).RunsPage }));
const RunPage = lazy(async () => ({ default: (await import('./pages/RunPage.tsx')).RunPage }));
const ApprovalsPage = lazy(async () => ({
  default: (await import('./pages/ApprovalsPage.tsx')).ApprovalsPage,
}));
const NotFoundPage = lazy(async () => ({ default: (await import('./pages/NotFoundPage.tsx')).NotFoundPage }));

export function AppRoutes() {
  return (
    <Suspense fallback={<LoadingLines />}>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route element={<SignedIn />}>
          <Route element={<Frame />}>
            <Route path="/" element={<Navigate to={paths.agents()} replace />} />
            <Route path="/agents" element={<AgentsPage />} />
            <Route path="/agents/:agentId" element={<AgentPage />} />
            <Route path="/agents/:agentId/edit" element={<AgentEditPage />} />
            <Route path="/agents/:agentId/runs/:runId" element={<RunPage />} />
            <Route path="/runs" element={<RunsPage />} />
            <Route path="/approvals" element={<ApprovalsPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Route>
      </Routes>
    </Suspense>
  );
}

/** Without a key there is only the sign-in page, and nothing of the last organization stays in memory. */
function SignedIn() {
  const apiKey = useApiKey();
  const client = useQueryClient();
  const { pathname, search } = useLocation();
  useEffect(() => {
    if (apiKey === null) client.clear();
  }, [apiKey, client]);
  if (apiKey !== null) return <Outlet />;
  return <Navigate to={paths.signIn(pathname === '/' ? undefined : pathname + search)} replace />;
}
