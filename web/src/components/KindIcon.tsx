import { IconFileText, IconMessages, IconRobot, IconSunrise, type TablerIcon } from '@tabler/icons-react';

/** Kinds come from the server's registry; one without an icon here still gets a face. */
const ICONS: Readonly<Record<string, TablerIcon>> = {
  dashboard_briefing: IconSunrise,
  text_reply: IconMessages,
  custom_report: IconFileText,
};

export function KindIcon({ kind }: { readonly kind: string }) {
  const Icon = ICONS[kind] ?? IconRobot;
  return (
    <span className="kind-icon" aria-hidden>
      <Icon size={20} stroke={1.75} />
    </span>
  );
}
