/** Who works at the school; made up. */
export const STAFF: readonly string[] = [
  'Rike Sandhagen',
  'Momme Tidemann',
  'Jule Wellenkamp',
  'Ole Ankersund',
];
