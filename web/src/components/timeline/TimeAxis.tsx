import { duration, elapsed, words } from '../../ui/format.ts';
import type { Gap, Scale } from './time-scale.ts';

export function TimeAxis({ scale }: { readonly scale: Scale }) {
  return (
    <div className="axis" aria-hidden>
      <span />
      <span className="axis-line">
        {scale.ticks.map(({ left, ms }) => (
          <span key={left} className="tick num" style={{ left: `${left}%` }}>
            {duration(ms)}
          </span>
        ))}
        {scale.gaps.map(({ left, width, gap }) => (
          <span
            key={gap.startMs}
            className="fold"
            style={{ left: `${left}%`, width: `${width}%` }}
            title={gapText(gap)}
          >
            ⋯
          </span>
        ))}
      </span>
      <span className="end">time</span>
      <span className="end">tokens</span>
      <span className="end">cost</span>
    </div>
  );
}

/** `waited 2 h 14 min for approval`, or that nothing ran. */
export function gapText({ startMs, endMs, reason, ongoing }: Gap): string {
  const time = ongoing === true ? elapsed(endMs - startMs) : duration(endMs - startMs);
  if (reason === undefined) return `nothing ran for ${time}`;
  return ongoing === true
    ? `waiting for ${words(reason)}, ${time} so far`
    : `waited ${time} for ${words(reason)}`;
}
