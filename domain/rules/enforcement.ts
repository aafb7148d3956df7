/** What the engine enforces of a rule by itself; a rule without it is said in the prompt alone. */
import { z } from 'zod';
import { TOOL_RISKS, type ToolRisk } from '../tools/tool-facts.ts';

const tools = z.array(z.string().min(1).max(100)).max(100).optional();
const risks = z.array(z.enum(TOOL_RISKS)).max(TOOL_RISKS.length).optional();

/** Every member can only tighten: there is none that allows. */
export const enforcementSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('require_approval'), tools, risks }),
    z.strictObject({ type: z.literal('deny'), tools, risks }),
    z.strictObject({
      type: z.literal('block_topics'),
      topics: z.array(z.string().trim().min(2).max(100)).min(1).max(50),
    }),
    z.strictObject({ type: z.literal('no_pii_egress') }),
  ])
  .meta({ id: 'Enforcement' });
export type Enforcement = z.output<typeof enforcementSchema>;

/** The platform's rules that are more than words; their texts are in the database, out of every role's reach. */
export const PLATFORM_ENFORCEMENTS: Readonly<Record<string, Enforcement>> = {
  no_pii_outside: { type: 'no_pii_egress' },
  destructive_needs_owner: { type: 'require_approval', risks: ['destructive'] },
};

/** Whether a rule about calls means this tool. */
export function covers(
  enforcement: {
    readonly tools?: readonly string[] | undefined;
    readonly risks?: readonly ToolRisk[] | undefined;
  },
  tool: { readonly name: string; readonly risk: ToolRisk },
): boolean {
  return (
    (enforcement.tools?.includes(tool.name) ?? false) || (enforcement.risks?.includes(tool.risk) ?? false)
  );
}
