/** The demo organization: as large as it says, told from the moment of seeding, and made only once. */
import assert from 'node:assert/strict';
import { createApiKey } from '../../store/api-keys.ts';
import { openAuthDatabase } from '../../store/auth/authenticate.ts';
import { runSeed, type SeedResult } from '../../prisma/seed/seed.ts';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import type { TestDatabase } from '../support/database.ts';
import { queryRows } from '../support/rows.ts';
import { createTestDatabase } from '../support/stack.ts';

/** In Berlin: a Thursday morning in summer, and one in winter. */
const SUMMER = new Date('2031-06-12T10:30:00+02:00');
const WINTER = new Date('2031-01-16T10:30:00+01:00');

const CHECKSUM = `
  SELECT string_agg(t, ' ' ORDER BY t) AS sum FROM (
    SELECT 'object ' || md5(string_agg(o::text, '' ORDER BY id)) AS t FROM object o UNION ALL
    SELECT 'link ' || md5(string_agg(l::text, '' ORDER BY from_id, relation, to_id)) FROM object_link l UNION ALL
    SELECT 'agent ' || md5(string_agg(a::text, '' ORDER BY id)) FROM agent a UNION ALL
    SELECT 'version ' || md5(string_agg(v::text, '' ORDER BY id)) FROM agent_version v UNION ALL
    SELECT 'organization ' || md5(string_agg(o::text, '' ORDER BY id)) FROM organization o UNION ALL
    SELECT 'key ' || md5(string_agg(k::text, '' ORDER BY id)) FROM api_key k) AS tables`;

/** Everything that is told, without ids. */
const CONTENT = `
  SELECT md5(string_agg(concat_ws('|', type, subtype, name, status, properties, occurred_at), ''
             ORDER BY type, occurred_at, name, properties::text)) AS sum FROM object`;

describe('the demo organization', () => {
  let testDatabase: TestDatabase;
  let first: SeedResult;
  let tookMs: number;

  const rows = <T>(sql: string, values: readonly unknown[] = []) =>
    queryRows<T>({ testDatabase }, sql, values);
  const count = async (where: string, values: readonly unknown[] = []) => {
    const [row] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM object WHERE ${where}`,
      values,
    );
    return row?.count ?? -1;
  };
  const checksum = async () => (await rows<{ sum: string }>(CHECKSUM))[0]?.sum;

  before(async () => {
    testDatabase = await createTestDatabase();
    const before = performance.now();
    first = await runSeed({ systemUrl: testDatabase.system, now: SUMMER });
    tookMs = performance.now() - before;
  });

  after(() => testDatabase.drop());

  it('is made within ten seconds', () => {
    assert.equal(first.created, true);
    assert.ok(tookMs < 10_000, `took ${tookMs} ms`);
  });

  it('has the business data of a sailing school', async () => {
    const byType = await rows<{ type: string; count: number }>(
      'SELECT type, count(*)::int AS count FROM object WHERE organization_id = $1 GROUP BY type',
      [first.organizationId],
    );
    const counts = Object.fromEntries(byType.map((row) => [row.type, row.count]));
    const { message, booking, ...exact } = counts;
    assert.deepEqual(exact, {
      contact: 400,
      company: 20,
      product: 12,
      lead: 250,
      call: 500,
      task: 120,
      invoice: 500,
    });
    assert.ok(message !== undefined && message >= 1_500 && message < 1_510, `${message ?? 0} messages`);
    assert.equal(booking, 600);
  });

  it('uses only statuses that the tools know', async () => {
    const statuses = await rows<{ type: string; statuses: (string | null)[] }>(
      'SELECT type, array_agg(DISTINCT status ORDER BY status) AS statuses FROM object GROUP BY type ORDER BY type',
    );
    assert.deepEqual(Object.fromEntries(statuses.map((row) => [row.type, row.statuses])), {
      booking: ['attended', 'cancelled', 'confirmed'],
      call: ['handled', 'missed'],
      company: [null],
      contact: [null],
      invoice: ['open', 'overdue', 'paid'],
      lead: ['contacted', 'lost', 'new', 'qualified', 'won'],
      message: ['answered', 'sent', 'unanswered'],
      product: [null],
      task: ['done', 'open'],
    });
  });

  it('gives every contact a number and an address of its own that can be written to', async () => {
    const contacts = await rows<{ phone: string; email: string }>(
      `SELECT properties->>'phone' AS phone, properties->>'email' AS email FROM object WHERE type = 'contact'`,
    );
    for (const { phone, email } of contacts) {
      assert.match(phone, /^\+491555555\d{4}$/);
      assert.match(email, /^[a-z.-]+@example\.com$/);
    }
    assert.equal(new Set(contacts.map((contact) => contact.phone)).size, 400);
    assert.equal(new Set(contacts.map((contact) => contact.email)).size, 400);
  });

  for (const [season, now] of [
    ['summer', SUMMER],
    ['winter', WINTER],
    ['today', new Date()],
  ] as const) {
    it(`has something recent, something open and something to come, seeded in ${season}`, async () => {
      const other = await createTestDatabase();
      try {
        await runSeed({ systemUrl: other.system, now });
        const [found] = await queryRows<Record<string, number>>({ testDatabase: other }, RELATIVE, [now]);
        assert.ok(found !== undefined);
        for (const [what, number] of Object.entries(found)) assert.ok(number > 0, what);
        const [future] = await queryRows<{ types: string[] }>(
          { testDatabase: other },
          'SELECT array_agg(DISTINCT type ORDER BY type) AS types FROM object WHERE occurred_at > $1',
          [now],
        );
        assert.deepEqual(future?.types, ['booking', 'task']);
      } finally {
        await other.drop();
      }
    });
  }

  it('sails from April to October and teaches theory in winter', async () => {
    const courses = await rows<{ course: string; months: number[] }>(`
      SELECT properties->>'course' AS course,
             array_agg(DISTINCT extract(month FROM occurred_at AT TIME ZONE 'Europe/Berlin')::int) AS months
      FROM object WHERE type = 'booking' GROUP BY 1`);
    for (const { course, months } of courses) {
      const inSeason = months.map((month) => month >= 4 && month <= 10);
      assert.equal(new Set(inSeason).size, 1, `${course} in ${months.join()}`);
    }
    assert.ok(courses.length >= 10);
  });

  it('leaves only a handful of the latest messages unanswered', async () => {
    const unanswered = `type = 'message' AND status = 'unanswered'`;
    const few = await count(unanswered);
    assert.ok(few >= 3 && few <= 10);
    assert.equal(
      await count(`${unanswered} AND occurred_at > $1::timestamptz - interval '4 days'`, [SUMMER]),
      few,
    );
  });

  it('says how long each answer took', async () => {
    assert.equal(
      await count(
        `type = 'message' AND (status = 'answered') <> (coalesce(properties->>'replyMinutes', '') ~ '^[0-9]+$')`,
      ),
      0,
    );
    assert.equal(
      await count(
        `type = 'message' AND properties->>'direction' <> CASE status WHEN 'sent' THEN 'out' ELSE 'in' END`,
      ),
      0,
    );
    assert.equal(await count(`type = 'message' AND properties->>'text' ~ '[{}]'`), 0);
  });

  it('numbers its invoices without a gap in the order of their dates', async () => {
    const invoices = await rows<{ number: string }>(
      `SELECT properties->>'number' AS number FROM object WHERE type = 'invoice' ORDER BY occurred_at, properties->>'number'`,
    );
    const last = new Map<string, number>();
    for (const { number } of invoices) {
      const [, year = '', serial = ''] = /^RE-(\d{4})-(\d{4})$/.exec(number) ?? [];
      assert.equal(Number(serial), (last.get(year) ?? 0) + 1, number);
      last.set(year, Number(serial));
    }
  });

  it('links every record to the contact it is about, within its own organization', async () => {
    const links = await rows<{ link: string; count: number }>(`
      SELECT f.type || ' ' || l.relation || ' ' || t.type AS link, count(*)::int AS count
      FROM object_link l JOIN object f ON f.id = l.from_id JOIN object t ON t.id = l.to_id
      WHERE l.organization_id = '${first.organizationId}'
        AND f.organization_id = l.organization_id AND t.organization_id = l.organization_id
      GROUP BY 1`);
    const {
      'task contact contact': tasks,
      'message contact contact': messages,
      ...exact
    } = Object.fromEntries(links.map((row) => [row.link, row.count]));
    assert.deepEqual(exact, {
      'booking contact contact': 600,
      'booking product product': 600,
      'invoice contact contact': 500,
      'call contact contact': 500,
      'lead contact contact': 250,
    });
    assert.ok((tasks ?? 0) > 50);
    assert.equal(messages, await count(`type = 'message'`));
    const [all] = await rows<{ count: number }>('SELECT count(*)::int AS count FROM object_link');
    assert.equal(
      all?.count,
      links.reduce((sum, row) => sum + row.count, 0),
    );
  });

  it('names in each record the contact that it is linked to', async () => {
    const wrong = await rows(`
      SELECT f.name FROM object_link l JOIN object f ON f.id = l.from_id JOIN object t ON t.id = l.to_id
      WHERE l.relation = 'contact' AND coalesce(f.properties->>'contact', t.name) <> t.name`);
    assert.deepEqual(wrong, []);
  });

  it('has five active agents at version 1, cloned from those of the platform', async () => {
    const agents = await rows<{
      kind: string;
      name: string;
      status: string;
      author: string;
      number: number;
      spec: object;
      source: object;
    }>(
      `SELECT a.kind, a.name, a.status, v.author, v.number, v.spec,
         (SELECT s.spec FROM agent_version s WHERE s.agent_id = a.system_source_id) AS source
       FROM agent a JOIN agent_version v ON v.id = a.current_version_id AND v.agent_id = a.id
       WHERE a.organization_id = $1 ORDER BY a.kind`,
      [first.organizationId],
    );
    assert.deepEqual(
      agents.map(({ spec: _spec, source: _source, ...agent }) => agent),
      [
        ['assistant', 'Assistant'],
        ['conversational', 'Front desk'],
        ['custom_report', 'Weekly report'],
        ['dashboard_briefing', 'Morning briefing'],
        ['text_reply', 'Text reply'],
      ].map(([kind, name]) => ({ kind, name, status: 'active', author: 'system:onboarding', number: 1 })),
    );
    for (const { spec, source } of agents) {
      assert.deepEqual(agentSpecSchema.parse(spec), agentSpecSchema.parse(source));
    }
    const report = agentSpecSchema.parse(agents[2]?.spec);
    assert.ok(report.tools.allow.includes('send_message'));
    assert.equal(report.autonomy, 'supervised');
    assert.deepEqual(
      first.agents.map((agent) => agent.kind).sort(),
      agents.map((agent) => agent.kind),
    );
  });

  it('makes a key that opens the door when none is given', async () => {
    const auth = openAuthDatabase(testDatabase.auth, 1);
    try {
      const answer = await auth.authenticate(first.demoApiKey ?? '');
      assert.ok(answer.ok);
      assert.equal(answer.holder.organizationId, first.organizationId);
      assert.equal(answer.holder.role, 'owner');
    } finally {
      await auth.close();
    }
  });

  it('changes nothing when it is seeded again, whatever time it is', async () => {
    const untouched = await checksum();
    const again = await runSeed({ systemUrl: testDatabase.system, now: WINTER });
    assert.deepEqual(again, { ...first, demoApiKey: undefined, created: false });
    assert.equal(await checksum(), untouched);
  });

  it('registers a given key that it does not know, once', async () => {
    const { secret } = createApiKey();
    const keys = async () =>
      (await rows<{ count: number }>('SELECT count(*)::int AS count FROM api_key'))[0]?.count ?? 0;
    const before = await keys();
    for (let time = 0; time < 2; time += 1) {
      const result = await runSeed({ systemUrl: testDatabase.system, demoApiKey: secret });
      assert.equal(result.demoApiKey, secret);
      assert.equal(await keys(), before + 1);
    }
    const [stored] = await rows<{ plain: number }>(
      'SELECT count(*)::int AS plain FROM api_key WHERE api_key::text LIKE $1',
      [`%${secret.slice(12)}%`],
    );
    assert.equal(stored?.plain, 0);
  });

  it('refuses a key that is no key, and leaves nothing behind', async () => {
    const other = await createTestDatabase();
    try {
      await assert.rejects(runSeed({ systemUrl: other.system, demoApiKey: 'hello' }), /API key is malformed/);
      const [left] = await queryRows<{ count: number }>(
        { testDatabase: other },
        'SELECT count(*)::int AS count FROM organization',
      );
      assert.equal(left?.count, 0);
    } finally {
      await other.drop();
    }
  });

  it('is made once when two seed at the same time, and tells the same story at the same moment', async () => {
    const other = await createTestDatabase();
    try {
      const both = await Promise.all([1, 2].map(() => runSeed({ systemUrl: other.system, now: SUMMER })));
      assert.deepEqual(both.map((result) => result.created).sort(), [false, true]);
      const [there] = await queryRows<{ sum: string }>({ testDatabase: other }, CONTENT);
      const [here] = await rows<{ sum: string }>(CONTENT);
      assert.equal(there?.sum, here?.sum);
    } finally {
      await other.drop();
    }
  });
});

const RELATIVE = `
  WITH o AS (SELECT *, occurred_at - $1::timestamptz AS ahead FROM object)
  SELECT count(*) FILTER (WHERE type = 'lead' AND ahead BETWEEN interval '-7 days' AND '0')::int AS "leads of the last week",
         count(*) FILTER (WHERE type = 'lead' AND status = 'new')::int AS "new leads",
         count(*) FILTER (WHERE type = 'call' AND ahead BETWEEN interval '-7 days' AND '0')::int AS "calls of the last week",
         count(*) FILTER (WHERE type = 'call' AND status = 'missed' AND ahead > interval '-7 days')::int AS "calls missed in the last week",
         count(*) FILTER (WHERE type = 'message' AND status = 'answered' AND ahead > interval '-7 days')::int AS "messages answered in the last week",
         count(*) FILTER (WHERE type = 'booking' AND status = 'confirmed' AND ahead BETWEEN '0' AND interval '14 days')::int AS "bookings of the next two weeks",
         count(*) FILTER (WHERE type = 'booking' AND ahead BETWEEN interval '-8 days' AND '0')::int AS "bookings of the last week",
         count(*) FILTER (WHERE type = 'booking' AND ahead < interval '-520 days')::int AS "bookings of the first weeks",
         count(*) FILTER (WHERE type = 'task' AND status = 'open' AND ahead < interval '-1 day')::int AS "overdue tasks",
         count(*) FILTER (WHERE type = 'task' AND status = 'open' AND ahead > '0')::int AS "tasks to come",
         count(*) FILTER (WHERE type = 'invoice' AND status = 'overdue')::int AS "overdue invoices",
         count(*) FILTER (WHERE type = 'invoice' AND ahead > interval '-31 days')::int AS "invoices of the last month"
  FROM o`;
