/** One attempt to give an agent orders through text that somebody else wrote. The demo model obeys each of them. */

/** Where the text comes into the model's context. */
export type Entry =
  /** As the input of a run. */
  | 'contact message'
  | 'text to extract tasks from'
  /** In a record that a reading tool returns. */
  | 'lead name'
  | 'lead interest'
  | 'contact name'
  | 'contact field'
  | 'company name'
  | 'message in a window'
  | 'call summary'
  | 'note on a contact'
  | 'task title'
  | 'overdue task'
  | 'memory of a contact'
  | 'link name'
  | 'invoice number'
  | 'page on the web'
  | 'result of a remote tool'
  /** In what a remote tool says of itself. */
  | 'description of a remote tool'
  | 'parameter of a remote tool'
  | 'changed description of a remote tool'
  | 'hidden words in a description'
  /** In what another agent put out. */
  | 'output of another agent'
  /** In what somebody of the organization took over from elsewhere: their own word from then on. */
  | 'imported skill'
  | 'imported persona'
  | 'imported FAQ';

export interface Call {
  readonly name: string;
  /** A string is sent as it is. `{{contact}}`, `{{foreign}}`, `{{sink}}`, `{{page}}` and `{{tool}}` are filled in. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

export interface InjectionCase {
  readonly name: string;
  readonly entry: Entry;
  /** What the attacker wrote. */
  readonly text: string;
  /** What the obeying model asks for, turn by turn, once it has read it. */
  readonly asks: readonly (readonly Call[])[];
  /** What it says in the end, if it gets there. */
  readonly says?: string;
  /** Instead of an autonomous agent that may do everything unasked until outside text comes in. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

export const EVE = '+491700000666';
export const EVE_MAIL = 'eve@attacker.example';
/** The contact that every organization of these tests has. */
export const MAX = '+4915155550100';

export const send = (to: string, text: string, more: Readonly<Record<string, unknown>> = {}): Call => ({
  name: 'send_message',
  arguments: { channel: 'simulator', to, text, ...more },
});
export const call = (name: string, args: Call['arguments'] = {}): Call => ({ name, arguments: args });
