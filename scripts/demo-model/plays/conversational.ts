import { objectAt, textAt } from '../json.ts';
import { jsonAnswer } from './records.ts';
import type { Play } from './scene.ts';
import { suggest } from './text-reply.ts';

const WANTS_A_PERSON =
  /\b(?:a human|a person|real person|a colleague|manager|complain\w*|refund\w*|lawyer|delete my|menschen?|mitarbeiter\w*|beschwer\w*|erstatt\w*|anwalt|daten löschen|unverschämt)\b/i;
const GERMAN = /[äöüß]|\b(?:ich|und|mit|einem|bitte|möchte|eine)\b/i;

/** Answers in the language of the message; where a person is wanted, says that one takes over. */
export const conversational: Play = {
  reads: () => [],
  answer: (scene) => {
    const message = textAt(scene.input, 'message') || scene.plainText;
    const name = textAt(objectAt(scene.input, 'contact'), 'name');
    const wanted = WANTS_A_PERSON.exec(message)?.[0];
    const passedOn = GERMAN.test(message)
      ? 'Das gebe ich gern weiter: Eine Kollegin oder ein Kollege meldet sich persönlich bei Ihnen.'
      : 'I am passing this on: a colleague will get back to you in person.';
    const reply = wanted === undefined ? (suggest(message, name)[0] ?? '') : passedOn;
    const { responseFormat } = scene.request;
    if (responseFormat.type === 'text') return reply;
    const reason = wanted === undefined ? null : `The message speaks of “${wanted}”.`;
    return jsonAnswer(scene, { reply, handOver: wanted !== undefined, reason });
  },
};
