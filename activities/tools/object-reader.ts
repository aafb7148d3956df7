/**
 * Reads of the organization's objects. What a tool asks for at once shares a transaction: a read of its own
 * would spend more on opening and closing than on reading. Nothing is held open between two questions.
 */
import type { Database } from '../../store/database.ts';
import type { ObjectReader } from '../../tools/define-tool.ts';

interface Question {
  readonly read: (objects: ObjectReader) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export function createObjectReader(database: Database, organizationId: string): ObjectReader {
  let asked: Question[] = [];

  const answerAll = (): void => {
    const questions = asked;
    asked = [];
    database
      .transact(organizationId, async ({ objects }) => {
        const answers: unknown[] = [];
        for (const { read } of questions) answers.push(await read(objects));
        return answers;
      })
      .then(
        (answers) => questions.forEach(({ resolve }, i) => resolve(answers[i] as never)),
        (error: unknown) => questions.forEach(({ reject }) => reject(error)),
      );
  };

  const ask = <T>(read: (objects: ObjectReader) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (asked.length === 0) queueMicrotask(answerAll);
      asked.push({ read, resolve, reject });
    });

  return {
    get: (id) => ask((objects) => objects.get(id)),
    related: (id, options) => ask((objects) => objects.related(id, options)),
    mentions: (id, limit) => ask((objects) => objects.mentions(id, limit)),
    find: (filter) => ask((objects) => objects.find(filter)),
    count: (filter) => ask((objects) => objects.count(filter)),
    sum: (filter, property) => ask((objects) => objects.sum(filter, property)),
    countBy: (filter, field) => ask((objects) => objects.countBy(filter, field)),
  };
}
