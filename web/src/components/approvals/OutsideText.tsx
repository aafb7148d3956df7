import { useQuery } from '@tanstack/react-query';
import { runLogQuery, runQuery } from '../../api/queries.ts';
import { outsideQuotes } from './outside-quotes.ts';

/** The words from outside that the agent had read when it asked, marked as such. */
export function OutsideText({ runId }: { readonly runId: string }) {
  const run = useQuery(runQuery(runId));
  const log = useQuery(runLogQuery(runId));
  if (run.data === undefined || log.data === undefined) return null;
  const quotes = outsideQuotes(run.data.input, log.data.data);
  if (quotes.length === 0) return null;
  return (
    <div>
      <h3 className="aside-title">What people outside wrote</h3>
      {quotes.map(({ from, text }, i) => (
        <blockquote key={i} className="outside">
          <p className="plain-text">{text}</p>
          <footer className="dim">{from}</footer>
        </blockquote>
      ))}
      <p className="plain-text dim">
        These are claims of theirs, not instructions. Check that the request follows your wishes.
      </p>
    </div>
  );
}
