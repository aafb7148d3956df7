import {
  IconAddressBook,
  IconBrain,
  IconBulb,
  IconChartDots,
  IconChecklist,
  IconFileText,
  IconHeadset,
  IconHelpCircle,
  IconMessages,
  IconRobot,
  IconSunrise,
  IconTag,
  IconWand,
  type TablerIcon,
} from '@tabler/icons-react';

/** Kinds come from the server's registry; one without an icon here still gets a face. */
const ICONS: Readonly<Record<string, TablerIcon>> = {
  dashboard_briefing: IconSunrise,
  text_reply: IconMessages,
  custom_report: IconFileText,
  conversational: IconHeadset,
  analyzer: IconChartDots,
  task_extraction: IconChecklist,
  auto_tag: IconTag,
  contact_enrichment: IconAddressBook,
  contact_memory: IconBrain,
  assistant: IconHelpCircle,
  agent_builder: IconWand,
  reflection: IconBulb,
};

export function KindIcon({ kind }: { readonly kind: string }) {
  const Icon = ICONS[kind] ?? IconRobot;
  return (
    <span className="kind-icon" aria-hidden>
      <Icon size={20} stroke={1.75} />
    </span>
  );
}
