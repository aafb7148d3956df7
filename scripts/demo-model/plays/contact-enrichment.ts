import { listAt, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { jsonAnswer, once, spokenIn, worked } from './records.ts';
import { resultOf } from './scene.ts';
import type { Play, Scene } from './scene.ts';
import { subjectsOf } from './subjects.ts';

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const FROM_CITY = /\b(?:I live in|I am from|ich wohne in|ich komme aus|aus)\s+(\p{Lu}[\p{L}-]{2,})/u;

/** Fills in what a contact said about itself and what its records show; leaves alone what is there. */
export const contactEnrichment: Play = {
  reads: (scene) => once(scene, 'get_contact', { id: textAt(scene.input, 'contactId') }),
  acts: (scene) => {
    const fields = missingFields(scene);
    if (fields.length === 0) return [];
    const data = resultOf(scene, 'get_contact') ?? {};
    const id = textAt(scene.input, 'contactId');
    const revision = textAt(data, 'revision');
    return once(scene, 'crm_write', { action: 'update', type: 'contact', id, revision, fields });
  },
  answer: (scene) => {
    const fields = missingFields(scene).map((item) => `${item.field}: ${item.value}`);
    if (fields.length === 0)
      return jsonAnswer(scene, { summary: 'There is nothing new about this contact.' });
    const done = worked(scene, 'crm_write') ? 'Filled in' : 'Found, but not written';
    return jsonAnswer(scene, { summary: `${done}: ${fields.join(', ')}.` });
  },
};

function missingFields(scene: Scene): { field: string; value: string }[] {
  const data = resultOf(scene, 'get_contact');
  if (!data) return [];
  const known = objectAt(objectAt(data, 'contact'), 'properties');
  const found = factsIn(listAt(data, 'recent'));
  return Object.entries(found)
    .filter(([field, value]) => value !== '' && textAt(known, field) === '')
    .map(([field, value]) => ({ field, value }));
}

function factsIn(recent: JsonObject[]): Record<string, string> {
  const own = recent.map(spokenIn).filter((said) => said.inbound);
  const text = own.map((said) => said.text).join(' ');
  const booking = recent.find((record) => textAt(record, 'type') === 'booking');
  const lead = recent.find((record) => textAt(record, 'type') === 'lead');
  const wish = booking === undefined ? textAt(objectAt(lead, 'properties'), 'interest') : courseOf(booking);
  return {
    interest: wish || (subjectsOf(text)[0] ?? ''),
    email: EMAIL.exec(text)?.[0] ?? '',
    city: FROM_CITY.exec(text)?.[1] ?? '',
  };
}

function courseOf(booking: JsonObject): string {
  return textAt(objectAt(booking, 'properties'), 'course') || textAt(booking, 'name');
}
