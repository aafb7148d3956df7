import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FieldChange, skillChoicesQuery } from '../api/agent-queries.ts';
import type { SkillChoice } from '../api/types.ts';
import { label } from '../ui/format.ts';

interface Props {
  readonly changes: readonly FieldChange[];
  /** Said when there are none. */
  readonly none: string;
}

const SKILL_IDS = '/spec/skillIds';

/** Before → after, field by field. Everything is shown as text, whatever it contains. */
export function FieldChanges({ changes, none }: Props) {
  const { data: skills = [] } = useQuery(skillChoicesQuery);
  if (changes.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <dl className="facts diff" aria-label="Changes, before and after">
      {changes
        .map((change) => namedSkills(change, skills))
        .map((change) => (
          <div key={change.pointer} className="diff-row">
            <dt>{nameOf(change.pointer)}</dt>
            <dd>
              <Change change={change} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

function Change({ change: { before, after, text } }: { readonly change: FieldChange }) {
  if (text !== null) {
    return (
      <span className="diff-text">
        {text.map((part, i) => {
          if (part.change === 'removed') return <del key={i}>{part.text}</del>;
          return part.change === 'added' ? <ins key={i}>{part.text}</ins> : <span key={i}>{part.text}</span>;
        })}
      </span>
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) return <ListChange before={before} after={after} />;
  return (
    <>
      {isEmpty(before) ? null : <del>{asText(before)}</del>}{' '}
      {isEmpty(after) ? null : <ins>{asText(after)}</ins>}
    </>
  );
}

function ListChange({ before, after }: { readonly before: unknown[]; readonly after: unknown[] }) {
  const [was, is] = [before.map(asText), after.map(asText)];
  const removed = was.filter((item) => !is.includes(item));
  const added = is.filter((item) => !was.includes(item));
  if (removed.length === 0 && added.length === 0) return <>in another order</>;
  return (
    <Stack gap={2}>
      {removed.map((item, i) => (
        <del key={`-${String(i)}`}>{item}</del>
      ))}
      {added.map((item, i) => (
        <ins key={`+${String(i)}`}>{item}</ins>
      ))}
    </Stack>
  );
}

/** Agents keep ids of skills; people know their titles. */
function namedSkills(change: FieldChange, skills: readonly SkillChoice[]): FieldChange {
  if (change.pointer !== SKILL_IDS) return change;
  const titles = (ids: unknown): unknown =>
    Array.isArray(ids)
      ? ids.map((id) => skills.find((skill) => skill.id === id)?.title ?? 'a skill that is gone')
      : ids;
  return { ...change, before: titles(change.before), after: titles(change.after) };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return Object.values(value).map(asText).join(' · ');
  return String(value);
}

/** `/spec/persona/tone` → `Persona: tone`. */
function nameOf(pointer: string): string {
  if (pointer === SKILL_IDS) return 'Skills';
  const parts = pointer.split('/').filter((part) => part !== '' && part !== 'spec');
  return parts.map((part, i) => (i === 0 ? label(part) : label(part).toLowerCase())).join(': ');
}
