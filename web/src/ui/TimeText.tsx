import { fullTime, shortTime } from './format.ts';

export function TimeText({ iso }: { readonly iso: string }) {
  return (
    <time dateTime={iso} title={fullTime(iso)} className="num">
      {shortTime(iso)}
    </time>
  );
}
