/**
 * What becomes of the parts of Markdown that could fetch or run something. Images are never fetched (an address in an
 * image is a way to carry data out), links open apart and tell the other side nothing.
 */
import { type ComponentProps, createElement } from 'react';
import type { Components } from 'react-markdown';

export const SAFE: Components = {
  img: ({ alt }) =>
    createElement(
      'span',
      { className: 'no-image' },
      alt === undefined || alt === '' ? '[image]' : `[image: ${alt}]`,
    ),
  a: ({ href, children }: ComponentProps<'a'>) =>
    createElement('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, children),
};
