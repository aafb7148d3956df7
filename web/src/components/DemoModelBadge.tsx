import { Badge } from '@mantine/core';

/** A scripted stand-in wrote this, not a language model. Never leave that unsaid. */
export function DemoModelBadge() {
  return (
    <Badge
      variant="outline"
      color="gray"
      tt="none"
      fw={500}
      className="demo-badge"
      title="Answers come from the built-in demo model, which follows a script. Configure a model provider for real answers."
    >
      demo model
    </Badge>
  );
}
