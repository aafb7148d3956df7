import { label } from '../../ui/format.ts';
import { textDiff } from './text-diff.ts';

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
            {textDiff(asText(before[name]), asText(after[name])).map(({ change, text }, i) => {
              if (change === 'removed') return <del key={i}>{text}</del>;
              return change === 'added' ? <ins key={i}>{text}</ins> : <span key={i}>{text}</span>;
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function changedNames(before: Arguments, after: Arguments): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
