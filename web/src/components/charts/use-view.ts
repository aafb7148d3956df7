/** Which figures are shown as tables: in the address, as in `?tables=cost,runs`. */
import { useSearchParams } from 'react-router';
import type { FigureView } from './ViewToggle.tsx';

const NAME = 'tables';

export function useView(id: string): readonly [FigureView, (view: FigureView) => void] {
  const [params, setParams] = useSearchParams();
  const tables = (params.get(NAME) ?? '').split(',').filter((one) => one !== '');
  const show = (view: FigureView): void => {
    const others = tables.filter((one) => one !== id);
    const next = new URLSearchParams(params);
    const shown = view === 'table' ? [...others, id] : others;
    if (shown.length === 0) next.delete(NAME);
    else next.set(NAME, shown.join(','));
    setParams(next, { replace: true, preventScrollReset: true });
  };
  return [tables.includes(id) ? 'table' : 'chart', show];
}
