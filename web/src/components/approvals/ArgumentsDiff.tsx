import { label } from '../../ui/format.ts';
import { memberOf } from '../../forms/json-schema.ts';
import { DiffText } from '../DiffText.tsx';

type Arguments = Readonly<Record<string, unknown>>;

interface Props {
  readonly before: Arguments;
  readonly after: Arguments;
}

/** Before → after, for the arguments that differ. */
export function ArgumentsDiff({ before, after }: Props) {
  const names = changedNames(before, after);
  if (names.length === 0)
    return <p className="plain-text dim">No change yet: the request would go out as it is.</p>;
  return (
    <dl className="facts diff" aria-label="Changes, before and after">
      {names.map((name) => (
        <div key={name} className="diff-row">
          <dt>{label(name)}</dt>
          <dd>
            <DiffText {...asTexts(memberOf(before, name), memberOf(after, name))} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function changedNames(before: Arguments, after: Arguments): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) => JSON.stringify(memberOf(before, name)) !== JSON.stringify(memberOf(after, name)),
  );
}

/** Two texts as they are, else both as JSON: the text "42" is not the number, and "" not nothing. */
function asTexts(before: unknown, after: unknown): { readonly before: string; readonly after: string } {
  const isText = [before, after].every(
    (value) => value === undefined || (typeof value === 'string' && value !== ''),
  );
  const asText = (value: unknown): string => {
    if (value === undefined) return '';
    return isText && typeof value === 'string' ? value : JSON.stringify(value);
  };
  return { before: asText(before), after: asText(after) };
}
