import assert from 'node:assert/strict';
import { mentionedTopic } from '../../../domain/rules/topics.ts';

const MENTIONED: readonly (readonly [string, string])[] = [
  ['What about refunds?', 'refund'],
  ['I want a REFUND!', 'refunds'],
  ['Unsere Verträge laufen lang', 'Vertrag'],
  ['Flüge nach Wien', 'Fluege'],
  ['die Rückerstattungen', 'Rueckerstattung'],
  ['Ihre Versicherungsnummer', 'Versicherung'],
  ['the tax return of last year', 'tax returns'],
  ['Straße 5', 'strasse'],
  ['a re\u200bfund', 'refund'],
  ['a re\u00adfund', 'refund'],
  ['a ＲＥＦＵＮＤ', 'refund'],
  ['a 𝐑𝐞𝐟𝐮𝐧𝐝', 'refund'],
];
const NOT_MENTIONED: readonly (readonly [string, string])[] = [
  ['The tax is included; please return the boat.', 'tax return'],
  ['A bankett for the guests', 'bank'],
  ['see you soon', 'sea'],
  ['', 'refund'],
  ['I found a red boat', 'refund'],
];

describe('a blocked topic', () => {
  for (const [text, topic] of MENTIONED) {
    it(`"${topic}" is mentioned in "${text}"`, () => {
      assert.equal(mentionedTopic(text, ['nothing of the kind', topic]), topic);
    });
  }
  for (const [text, topic] of NOT_MENTIONED) {
    it(`"${topic}" is not mentioned in "${text}"`, () => {
      assert.equal(mentionedTopic(text, [topic]), undefined);
    });
  }
});
