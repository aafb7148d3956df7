/** What a draft leaves open. */
import type { Draft, DraftConfig, Notes } from './understand.ts';
import type { Wishes } from './wishes.ts';

export function ask(
  wishes: Wishes,
  { kind, config, schedule }: Draft,
  { questions, understood }: Notes,
): void {
  if (kind === null) {
    const known = understood.length === 0 ? 'Nothing in the text says' : 'The text does not say';
    questions.push(`${known} what the agent should do. Choose a kind, or say it in other words.`);
    return;
  }
  for (const topic of wishes.unknownTopics) {
    questions.push(
      `Reports have no section for ${topic} yet. Should it report on leads, calls, messages or tasks instead?`,
    );
  }
  questions.push(...reminderQuestions(wishes, config), ...deliveryQuestions(config));
  if (wishes.wantsAutonomy) {
    questions.push(
      'Should it act without asking? A text never decides that: choose the autonomy in the form.',
    );
  }
  const isOpen = schedule === null && kind === 'custom_report' && !wishes.noSchedule;
  if (isOpen && questions.length === 0) questions.push('When should it run?');
}

function reminderQuestions({ isReminder }: Wishes, { sections }: DraftConfig): string[] {
  return isReminder && sections.length === 0 ? ['What should the reminder be about?'] : [];
}

function deliveryQuestions({ channel, recipients }: DraftConfig): string[] {
  if (channel === null) return recipients.length === 0 ? [] : ['By which channel should it be sent?'];
  if (recipients.length === 0) return ['To whom should it be sent?'];
  const unreachable = recipients.filter((name) => !/@|^\+\d/.test(name));
  if (unreachable.length === 0) return [];
  return [`Which address or number has ${unreachable.join(', ')}? Without it nothing can be sent to them.`];
}
