/** What the school sells. */
import type { Records } from './records.ts';
import type { Timeline } from './timeline.ts';

export interface Course {
  readonly id: string;
  readonly name: string;
  /** In euros. */
  readonly price: number;
  readonly durationDays: number;
  /** Courses on the water are held in season, the others in winter. */
  readonly onWater: boolean;
}

const COURSES: readonly Omit<Course, 'id'>[] = [
  { name: 'Schnuppersegeln', price: 89, durationDays: 1, onWater: true },
  { name: 'Grundkurs Jolle', price: 349, durationDays: 5, onWater: true },
  { name: 'Kinder-Segelcamp', price: 299, durationDays: 5, onWater: true },
  { name: 'Katamaran für Einsteiger', price: 379, durationDays: 3, onWater: true },
  { name: 'SBF Binnen Praxis', price: 389, durationDays: 4, onWater: true },
  { name: 'SBF See Praxis', price: 429, durationDays: 4, onWater: true },
  { name: 'Skippertraining Ostsee', price: 690, durationDays: 5, onWater: true },
  { name: 'SBF See Theorie', price: 249, durationDays: 2, onWater: false },
  { name: 'SKS Theorie', price: 329, durationDays: 3, onWater: false },
  { name: 'Funkzeugnis SRC', price: 189, durationDays: 1, onWater: false },
  { name: 'Seenotsignale FKN', price: 119, durationDays: 1, onWater: false },
  { name: 'Knoten und Wetter', price: 59, durationDays: 1, onWater: false },
];

export function addCourses(records: Records, time: Timeline): Course[] {
  return COURSES.map((course) => {
    const { name, price, durationDays } = course;
    const properties = { price, durationDays };
    const id = records.add({ type: 'product', name, properties, occurredAt: time.at(time.firstDay, 8) });
    return { ...course, id };
  });
}
