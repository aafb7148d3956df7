/** What somebody means who replies to a request for a decision. */
import { REPLY_CODE_LENGTH } from './reply-code.ts';

export interface Reply {
  readonly decision: 'approve' | 'reject';
  /** In upper case; whether it is one of ours, only its hash tells. */
  readonly code: string;
  /** What stands behind the code: the reason of a rejection, a condition of an approval. */
  readonly rest: string;
}

const WORDS: Readonly<Record<string, Reply['decision']>> = {
  yes: 'approve',
  ja: 'approve',
  approve: 'approve',
  no: 'reject',
  nein: 'reject',
  reject: 'reject',
};

/** The word, the code, the rest. ASCII on purpose: other alphabets have letters that only look the same. */
const FORM = new RegExp(
  `^(${Object.keys(WORDS).join('|')})[\\s,.:;!]+([a-z0-9]{${String(REPLY_CODE_LENGTH)}})(?![a-z0-9])(.*)$`,
  'is',
);

/** Undefined when it is no reply to a request. */
export function readReply(text: string): Reply | undefined {
  const [, word = '', code = '', rest = ''] = FORM.exec(text.trim()) ?? [];
  const decision = WORDS[word.toLowerCase()];
  if (decision === undefined) return undefined;
  return { decision, code: code.toUpperCase(), rest: rest.replace(/^[\s,.:;!-]+/, '').trim() };
}
