import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { findPerson } from './api/people.ts';
import { useSession } from './api/session.ts';
import { ErrorNotice } from './components/QueryView.tsx';
import { Frame } from './components/Frame.tsx';
import { paths } from './paths.ts';
import { LoadingLines } from './ui/Notices.tsx';

const SignInPage = lazy(async () => ({ default: (await import('./pages/SignInPage.tsx')).SignInPage }));
const SignUpPage = lazy(async () => ({ default: (await import('./pages/SignUpPage.tsx')).SignUpPage }));
const ResetPasswordPage = lazy(async () => ({
  default: (await import('./pages/ResetPasswordPage.tsx')).ResetPasswordPage,
}));
const AcceptInvitationPage = lazy(async () => ({
  default: (await import('./pages/AcceptInvitationPage.tsx')).AcceptInvitationPage,
}));
const ApprovalLinkPage = lazy(async () => ({
  default: (await import('./pages/ApprovalLinkPage.tsx')).ApprovalLinkPage,
}));
const OrganizationPage = lazy(async () => ({
  default: (await import('./pages/OrganizationPage.tsx')).OrganizationPage,
}));
const BudgetsPage = lazy(async () => ({ default: (await import('./pages/BudgetsPage.tsx')).BudgetsPage }));
const AgentMetricsPage = lazy(async () => ({
  default: (await import('./pages/AgentMetricsPage.tsx')).AgentMetricsPage,
}));
const MembersPage = lazy(async () => ({ default: (await import('./pages/MembersPage.tsx')).MembersPage }));
const KeysPage = lazy(async () => ({ default: (await import('./pages/KeysPage.tsx')).KeysPage }));
const OutsidePage = lazy(async () => ({ default: (await import('./pages/OutsidePage.tsx')).OutsidePage }));
const CredentialsPage = lazy(async () => ({
  default: (await import('./pages/CredentialsPage.tsx')).CredentialsPage,
}));
const McpServersPage = lazy(async () => ({
  default: (await import('./pages/McpServersPage.tsx')).McpServersPage,
}));
const RepliesPage = lazy(async () => ({ default: (await import('./pages/RepliesPage.tsx')).RepliesPage }));
const AgentsPage = lazy(async () => ({ default: (await import('./pages/AgentsPage.tsx')).AgentsPage }));
const AgentPage = lazy(async () => ({ default: (await import('./pages/AgentPage.tsx')).AgentPage }));
const AgentEditPage = lazy(async () => ({
  default: (await import('./pages/AgentEditPage.tsx')).AgentEditPage,
}));
const AgentHistoryPage = lazy(async () => ({
  default: (await import('./pages/AgentHistoryPage.tsx')).AgentHistoryPage,
}));
const RulesPage = lazy(async () => ({ default: (await import('./pages/RulesPage.tsx')).RulesPage }));
const SkillsPage = lazy(async () => ({ default: (await import('./pages/SkillsPage.tsx')).SkillsPage }));
const SkillPage = lazy(async () => ({ default: (await import('./pages/SkillPage.tsx')).SkillPage }));
const NewSkillPage = lazy(async () => ({
  default: (await import('./pages/SkillPage.tsx')).NewSkillPage,
}));
const NewAgentPage = lazy(async () => ({
  default: (await import('./pages/NewAgentPage.tsx')).NewAgentPage,
}));
const RunsPage = lazy(async () => ({ default: (await import('./pages/RunsPage.tsx')).RunsPage }));
const RunPage = lazy(async () => ({ default: (await import('./pages/RunPage.tsx')).RunPage }));
const ApprovalsPage = lazy(async () => ({
  default: (await import('./pages/ApprovalsPage.tsx')).ApprovalsPage,
}));
const PlatformArea = lazy(async () => ({ default: (await import('./pages/PlatformArea.tsx')).PlatformArea }));
const PlatformAgentsPage = lazy(async () => ({
  default: (await import('./pages/PlatformAgentsPage.tsx')).PlatformAgentsPage,
}));
const PlatformAgentPage = lazy(async () => ({
  default: (await import('./pages/PlatformAgentPage.tsx')).PlatformAgentPage,
}));
const NewPlatformAgentPage = lazy(async () => ({
  default: (await import('./pages/PlatformAgentPage.tsx')).NewPlatformAgentPage,
}));
const PlatformSkillsPage = lazy(async () => ({
  default: (await import('./pages/PlatformSkillsPage.tsx')).PlatformSkillsPage,
}));
const PlatformSkillPage = lazy(async () => ({
  default: (await import('./pages/PlatformSkillPage.tsx')).PlatformSkillPage,
}));
const NewPlatformSkillPage = lazy(async () => ({
  default: (await import('./pages/PlatformSkillPage.tsx')).NewPlatformSkillPage,
}));
const PlatformChangesPage = lazy(async () => ({
  default: (await import('./pages/PlatformChangesPage.tsx')).PlatformChangesPage,
}));
const PlatformOrganizationsPage = lazy(async () => ({
  default: (await import('./pages/PlatformOrganizationsPage.tsx')).PlatformOrganizationsPage,
}));
const NotFoundPage = lazy(async () => ({ default: (await import('./pages/NotFoundPage.tsx')).NotFoundPage }));

export function AppRoutes() {
  return (
    <Suspense fallback={<LoadingLines />}>
      <Routes>
        <Route path="/approval-link" element={<ApprovalLinkPage />} />
        <Route element={<Known />}>
          <Route path="/sign-in" element={<SignInPage />} />
          <Route path="/login" element={<SignInPage />} />
          <Route path="/sign-up" element={<SignUpPage />} />
          <Route path="/reset-password" element={<ResetPasswordPage />} />
          <Route path="/accept-invitation" element={<AcceptInvitationPage />} />
        </Route>
        <Route element={<SignedIn />}>
          <Route element={<Frame />}>
            <Route path="/" element={<Navigate to={paths.agents()} replace />} />
            <Route path="/agents" element={<AgentsPage />} />
            <Route path="/agents/new" element={<NewAgentPage />} />
            <Route path="/agents/:agentId" element={<AgentPage />} />
            <Route path="/agents/:agentId/edit" element={<AgentEditPage />} />
            <Route path="/agents/:agentId/metrics" element={<AgentMetricsPage />} />
            <Route path="/agents/:agentId/history" element={<AgentHistoryPage />} />
            <Route path="/agents/:agentId/runs/:runId" element={<RunPage />} />
            <Route path="/runs" element={<RunsPage />} />
            <Route path="/rules" element={<RulesPage />} />
            <Route path="/skills" element={<SkillsPage />} />
            <Route path="/skills/new" element={<NewSkillPage />} />
            <Route path="/skills/:skillId" element={<SkillPage />} />
            <Route path="/approvals" element={<ApprovalsPage />} />
            <Route path="/platform" element={<PlatformArea />}>
              <Route index element={<Navigate to={paths.platformAgents()} replace />} />
              <Route path="agents" element={<PlatformAgentsPage />} />
              <Route path="agents/new" element={<NewPlatformAgentPage />} />
              <Route path="agents/:agentId" element={<PlatformAgentPage />} />
              <Route path="skills" element={<PlatformSkillsPage />} />
              <Route path="skills/new" element={<NewPlatformSkillPage />} />
              <Route path="skills/:skillId" element={<PlatformSkillPage />} />
              <Route path="organizations" element={<PlatformOrganizationsPage />} />
              <Route path="changes" element={<PlatformChangesPage />} />
              <Route path="*" element={<NotFoundPage />} />
            </Route>
            <Route path="/settings/organization" element={<OrganizationPage />} />
            <Route path="/settings/budgets" element={<BudgetsPage />} />
            <Route path="/settings/members" element={<MembersPage />} />
            <Route path="/settings/replies" element={<RepliesPage />} />
            <Route path="/settings/keys" element={<KeysPage />} />
            <Route path="/settings/outside" element={<OutsidePage />} />
            <Route path="/settings/credentials" element={<CredentialsPage />} />
            <Route path="/settings/mcp" element={<McpServersPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Route>
      </Routes>
    </Suspense>
  );
}

/** Asks once whose cookie this browser has, before it decides where anybody may go. */
function Known() {
  const session = useSession();
  const { error } = useQuery({
    queryKey: ['find-person'],
    queryFn: async () => {
      await findPerson();
      return true;
    },
    enabled: session === 'unknown',
    retry: 2,
  });
  if (session !== 'unknown') return <Outlet />;
  return error === null ? <LoadingLines /> : <ErrorNotice error={error} title="The server did not answer" />;
}

/** Nobody gets further without being known, and nothing of the last organization stays in memory. */
function SignedIn() {
  const session = useSession();
  const client = useQueryClient();
  const { pathname, search } = useLocation();
  useEffect(() => {
    if (session === 'none') client.clear();
  }, [session, client]);
  if (session === 'unknown') return <Known />;
  if (session !== 'none') return <Outlet />;
  return <Navigate to={paths.signIn(pathname === '/' ? undefined : pathname + search)} replace />;
}
