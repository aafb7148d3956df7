/** HTTP shapes of `/v1/skills`. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

export const SKILL_BODY_MAX = 4000;

const fields = {
  title: z.string().trim().min(1).max(200),
  description: z.string().trim().min(1).max(500).meta({ description: '"Use this when …": what it is for.' }),
  body: z.string().min(1).max(SKILL_BODY_MAX).meta({ description: 'Markdown.' }),
  tags: z.array(z.string().trim().min(1).max(50)).max(20),
  enabled: z.boolean().meta({ description: 'Agents leave out what is not enabled.' }),
};

export const createSkillBody = z.strictObject({
  ...fields,
  tags: fields.tags.default([]),
  enabled: fields.enabled.default(true),
});

export const updateSkillBody = z.strictObject({
  title: fields.title.optional(),
  description: fields.description.optional(),
  body: fields.body.optional(),
  tags: fields.tags.optional(),
  enabled: fields.enabled.optional(),
});

export const importSkillBody = z.strictObject({
  content: z.string().max(20_000).meta({ description: 'A SKILL.md file: front matter and text.' }),
});

const SKILL_SCOPES = ['platform', 'organization'] as const;

export const listSkillsQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  tag: z.string().max(50).optional(),
  scope: z.enum(SKILL_SCOPES).optional(),
});

export const skillView = z
  .strictObject({
    id: idOf('skill'),
    scope: z.enum(SKILL_SCOPES),
    ...fields,
    version: z.int().meta({ description: 'Grows with each edit; what If-Match names.' }),
    tokens: z.int().meta({ description: 'What it adds to a prompt, estimated.' }),
    usedBy: z.array(z.strictObject({ id: idOf('agent'), name: z.string() })),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Skill' });
export type SkillView = z.output<typeof skillView>;
export const skillPage = pageOf(skillView).meta({ id: 'SkillPage' });

export const skillFileView = z
  .strictObject({ path: z.string(), content: z.string() })
  .meta({ id: 'SkillFile' });
