/** The frame around every page: navigation, keys that work everywhere, light and dark. */
import { AppShell, Burger, Group, NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBook2,
  IconBuilding,
  IconBuildingCommunity,
  IconCheckbox,
  IconCoins,
  IconExternalLink,
  IconHistory,
  IconKey,
  IconLock,
  IconLogout,
  IconMessageReply,
  IconPlug,
  IconRobot,
  IconScale,
  IconSchool,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { organizationQuery } from '../api/queries.ts';
import { logOut, meQuery } from '../api/people.ts';
import { paths } from '../paths.ts';
import { LoadingLines } from '../ui/Notices.tsx';
import { focusSearch, useShortcuts } from '../ui/shortcuts.ts';
import { ColorSchemeToggle } from './ColorSchemeToggle.tsx';
import { DemoModelBadge } from './DemoModelBadge.tsx';
import { OrganizationSwitch } from './OrganizationSwitch.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { KilledNotice } from './KillSwitch.tsx';
import { NotificationBell } from './NotificationBell.tsx';
import { PendingCount } from './PendingCount.tsx';

export function Frame() {
  const [open, nav] = useDisclosure(false);
  const [helping, help] = useDisclosure(false);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { close } = nav;
  const hasOrganization = useHasOrganization();
  useEffect(close, [close, pathname]);
  useShortcuts({
    '/': focusSearch,
    '?': help.open,
    '1': () => void navigate(paths.agents()),
    '2': () => void navigate(paths.runs()),
    '3': () => void navigate(paths.approvals()),
  });
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: !open } }}
      padding="md"
      layout="alt"
    >
      <a href="#content" className="skip-link">
        Skip to content
      </a>
      <Header open={open} onToggle={nav.toggle} onHelp={help.open} />
      <AppShell.Navbar p="xs" aria-label="Main">
        <NavHead open={open} onToggle={nav.toggle} />
        {hasOrganization ? <OrganizationSwitch /> : null}
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {hasOrganization ? <OrganizationKilled /> : null}
        <Suspense fallback={<LoadingLines />}>
          <Room />
        </Suspense>
      </AppShell.Main>
      <KeyHelp opened={helping} onClose={help.close} />
    </AppShell>
  );
}

/** Staff of no organization have nothing to see outside the platform area. */
function Room() {
  const { pathname } = useLocation();
  const { data: me } = useQuery(meQuery);
  const isHomeless = me?.isStaff === true && me.memberships.length === 0;
  if (isHomeless && !pathname.startsWith('/platform/')) return <Navigate to={PLATFORM.to} replace />;
  return <Outlet />;
}

/** Whether there is an organization to ask about: keys have one, people need not. False until it is known. */
function useHasOrganization(): boolean {
  const { data: me } = useQuery(meQuery);
  return me === null || (me?.memberships.length ?? 0) > 0;
}

interface HeadProps {
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Header({ open, onToggle, onHelp }: HeadProps & { readonly onHelp: () => void }) {
  const hasOrganization = useHasOrganization();
  return (
    <AppShell.Header px="md">
      <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
        <Group gap="xs" wrap="nowrap" className="header-org">
          <Burger opened={open} onClick={onToggle} hiddenFrom="sm" size="sm" aria-label="Open navigation" />
          {hasOrganization ? <OrganizationName /> : null}
        </Group>
        <Group gap={4} wrap="nowrap">
          {hasOrganization ? <PendingCount /> : null}
          {hasOrganization ? <NotificationBell /> : null}
          <UnstyledButton className="key-hint" onClick={onHelp} visibleFrom="sm" aria-label="Show keys">
            ?
          </UnstyledButton>
          <ColorSchemeToggle />
        </Group>
      </Group>
    </AppShell.Header>
  );
}

function OrganizationName() {
  const { data } = useQuery(organizationQuery);
  return (
    <>
      <Text fw={600} truncate>
        {data?.name ?? ''}
      </Text>
      {data?.demoModel === true ? <DemoModelBadge /> : null}
    </>
  );
}

/** On every page, because nothing on any of them will move. */
function OrganizationKilled() {
  const { data } = useQuery(organizationQuery);
  return <KilledNotice of="organization" what="all agents" killed={data?.killed ?? null} />;
}

function NavHead({ open, onToggle }: HeadProps) {
  return (
    <Group h={36} px="xs" mb="xs" justify="space-between" wrap="nowrap">
      <Link to={paths.agents()} className="plain-link brand">
        <img src="/icon.svg" alt="" width={20} height={20} />
        <Text span fw={700} size="lg">
          Steward
        </Text>
      </Link>
      <Burger opened={open} onClick={onToggle} hiddenFrom="sm" size="sm" aria-label="Close navigation" />
    </Group>
  );
}

const PLATFORM = { to: paths.platformAgents(), name: 'Platform', icon: IconBuildingCommunity } as const;
const ROOMS = [
  { to: paths.agents(), name: 'Agents', icon: IconRobot },
  { to: paths.runs(), name: 'Runs', icon: IconHistory },
  { to: paths.approvals(), name: 'Approvals', icon: IconCheckbox },
  { to: paths.rules(), name: 'Rules', icon: IconScale },
  { to: paths.skills(), name: 'Skills', icon: IconSchool },
  { to: paths.organization(), name: 'Organization', icon: IconBuilding },
  { to: paths.budgets(), name: 'Budgets', icon: IconCoins },
  { to: paths.members(), name: 'Members', icon: IconUsers },
  { to: paths.replies(), name: 'Replies', icon: IconMessageReply },
  { to: paths.keys(), name: 'API keys', icon: IconKey },
  { to: paths.outside(), name: 'Outside world', icon: IconWorld },
  { to: paths.credentials(), name: 'Credentials', icon: IconLock },
  { to: paths.mcpServers(), name: 'MCP servers', icon: IconPlug },
] as const;

/** Staff have the platform's room too; staff of no organization have that room only. */
function useRooms() {
  const { data: me } = useQuery(meQuery);
  if (me?.isStaff !== true) return ROOMS;
  return me.memberships.length === 0 ? [PLATFORM] : [...ROOMS, PLATFORM];
}

function Navigation() {
  const { pathname } = useLocation();
  const rooms = useRooms();
  return (
    <>
      <ScrollArea flex={1} type="auto">
        {rooms.map(({ to, name, icon: Icon }) => {
          const here = to === roomOf(pathname);
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={name}
              active={here}
              aria-current={here ? 'page' : undefined}
              leftSection={<Icon size={18} stroke={1.75} />}
            />
          );
        })}
      </ScrollArea>
      <NavLink
        href={paths.apiDocs()}
        target="_blank"
        label="API docs"
        leftSection={<IconBook2 size={18} stroke={1.75} />}
        rightSection={<IconExternalLink size={14} />}
      />
      <NavLink
        component="button"
        onClick={() => void logOut()}
        label="Sign out"
        leftSection={<IconLogout size={18} stroke={1.75} />}
      />
    </>
  );
}

/** A run belongs to the runs, although its address stands under its agent. */
function roomOf(pathname: string): string {
  if (/^\/agents\/[^/]+\/runs\//.test(pathname)) return paths.runs();
  if (pathname.startsWith('/settings/')) return pathname;
  if (pathname.startsWith('/platform/')) return PLATFORM.to;
  return `/${pathname.split('/')[1] ?? ''}`;
}
