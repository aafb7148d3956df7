-- Budgets by reservation: before a model call the worst case is reserved at every level in one transaction, and settled
-- when the answer is recorded. Locks are always taken in the order organization, learning, agent, run.

-- What may be spent. agent_id NULL: by the whole organization. A NULL cap is no cap.
CREATE TABLE "budget" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "agent_id" UUID,
    "run_micro_usd" BIGINT,
    "day_micro_usd" BIGINT,
    "month_micro_usd" BIGINT,
    "run_tokens" BIGINT,
    "day_tokens" BIGINT,
    "month_tokens" BIGINT,
    "learning_month_micro_usd" BIGINT,
    "allow_unpriced" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "budget_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "budget_caps_check" CHECK (LEAST("run_micro_usd", "day_micro_usd", "month_micro_usd", "run_tokens", "day_tokens",
        "month_tokens", "learning_month_micro_usd") >= 0),
    CONSTRAINT "budget_organization_check" CHECK ("agent_id" IS NULL OR ("learning_month_micro_usd" IS NULL AND NOT "allow_unpriced"))
);
CREATE UNIQUE INDEX "budget_of_agent_key" ON "budget" ("organization_id", "agent_id") WHERE "agent_id" IS NOT NULL;
CREATE UNIQUE INDEX "budget_of_organization_key" ON "budget" ("organization_id") WHERE "agent_id" IS NULL;

-- What was spent and is reserved: one row per level and period. Days and months are the organization's.
CREATE TABLE "budget_period" (
    "organization_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "spent_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "spent_tokens" BIGINT NOT NULL DEFAULT 0,
    "reserved_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "reserved_tokens" BIGINT NOT NULL DEFAULT 0,
    "messages" INTEGER NOT NULL DEFAULT 0,
    -- A call was refused only because of what others had reserved: whoever gives some back wakes it.
    "contended" BOOLEAN NOT NULL DEFAULT false,
    -- Highest share of a cap, in percent, of which people have been told.
    "alerted" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "budget_period_pkey" PRIMARY KEY ("organization_id", "scope", "scope_id", "period", "starts_on"),
    CONSTRAINT "budget_period_scope_check" CHECK ("scope" IN ('organization', 'learning', 'agent')),
    CONSTRAINT "budget_period_period_check" CHECK ("period" IN ('day', 'month')),
    CONSTRAINT "budget_period_amounts_check" CHECK (LEAST("spent_micro_usd", "spent_tokens", "reserved_micro_usd", "reserved_tokens", "messages") >= 0)
);

-- One model call's claim on the budgets. It is settled (answered), released (never served) or lost (charged in full).
CREATE TABLE "budget_reservation" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "learning" BOOLEAN NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "micro_usd" BIGINT NOT NULL,
    "price_source" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "month" DATE NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    CONSTRAINT "budget_reservation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "budget_reservation_status_check" CHECK ("status" IN ('open', 'settled', 'released', 'lost'))
);
CREATE UNIQUE INDEX "budget_reservation_organization_id_id_key" ON "budget_reservation" ("organization_id", "id");
CREATE INDEX "budget_reservation_open_idx" ON "budget_reservation" ("organization_id", "run_id") WHERE "status" = 'open';
-- The sweeper's question over all organizations: which claims are open and old?
CREATE INDEX "budget_reservation_open_created_at_idx" ON "budget_reservation" ("created_at") WHERE "status" = 'open';
-- What the claim asked for that a run waits with.
ALTER TABLE "run" ADD COLUMN "wanted_micro_usd" BIGINT;
ALTER TABLE "run" ADD COLUMN "wanted_tokens" BIGINT;
-- Settlements wake who waits; most organizations have nobody waiting.
CREATE INDEX "run_waiting_for_budget_idx" ON "run" ("organization_id", "queued_at") WHERE "status" = 'waiting' AND "waiting_for" = 'budget';

-- The organization's day on which a call was paid, as its reservation says: what the ledgers sum is what usage sums.
ALTER TABLE "usage" ADD COLUMN "day" DATE;
UPDATE "usage" SET "day" = ("usage"."created_at" AT TIME ZONE o."time_zone")::date FROM "organization" o WHERE o."id" = "usage"."organization_id";
ALTER TABLE "usage" ALTER COLUMN "day" SET NOT NULL;
ALTER TABLE "usage" ALTER COLUMN "day" SET DEFAULT CURRENT_DATE;
CREATE INDEX "usage_organization_id_day_idx" ON "usage" ("organization_id", "day");

ALTER TABLE "budget" ADD CONSTRAINT "budget_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "budget" ADD CONSTRAINT "budget_agent_fkey" FOREIGN KEY ("organization_id", "agent_id") REFERENCES "agent" ("organization_id", "id") ON DELETE CASCADE;
ALTER TABLE "budget_period" ADD CONSTRAINT "budget_period_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE CASCADE;
ALTER TABLE "budget_reservation" ADD CONSTRAINT "budget_reservation_run_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "run" ("organization_id", "id") ON DELETE CASCADE;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['budget', 'budget_period', 'budget_reservation'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY "own" ON %I TO steward_app, steward_query USING (organization_id = app_org()) WITH CHECK (organization_id = app_org())', t);
        EXECUTE format('CREATE POLICY "across" ON %I TO steward_system USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO steward_app, steward_query, steward_system', t);
        EXECUTE format('GRANT INSERT, UPDATE ON %I TO steward_app', t);
    END LOOP;
END $$;
GRANT DELETE ON "budget_reservation" TO steward_system;

-- The ledger rows of a call, in the order in which they are locked.
CREATE FUNCTION budget_keys(p_org uuid, p_agent uuid, p_learning boolean, p_day date, p_month date)
RETURNS TABLE (rank int, scope text, scope_id uuid, period text, starts_on date) LANGUAGE sql STABLE AS $$
    SELECT * FROM (VALUES
        (1, 'organization', p_org, 'day', p_day), (2, 'organization', p_org, 'month', p_month),
        (3, 'learning', p_org, 'month', p_month),
        (4, 'agent', p_agent, 'day', p_day), (5, 'agent', p_agent, 'month', p_month)) AS k(rank, scope, scope_id, period, starts_on)
    WHERE (k.scope <> 'learning' OR p_learning) AND k.scope_id IS NOT NULL
$$;

CREATE FUNCTION budget_lock(p_org uuid, p_agent uuid, p_learning boolean, p_day date, p_month date)
RETURNS SETOF "budget_period" LANGUAGE plpgsql AS $$
BEGIN
    -- The rows of a new day or month are made by its first call.
    INSERT INTO "budget_period" (organization_id, scope, scope_id, period, starts_on)
        SELECT p_org, k.scope, k.scope_id, k.period, k.starts_on
        FROM budget_keys(p_org, p_agent, p_learning, p_day, p_month) k
        WHERE NOT EXISTS (SELECT 1 FROM "budget_period" b WHERE b.organization_id = p_org AND b.scope = k.scope
            AND b.scope_id = k.scope_id AND b.period = k.period AND b.starts_on = k.starts_on)
        ORDER BY k.rank
        ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT b.* FROM "budget_period" b
        JOIN budget_keys(p_org, p_agent, p_learning, p_day, p_month) k
            ON b.scope = k.scope AND b.scope_id = k.scope_id AND b.period = k.period AND b.starts_on = k.starts_on
        WHERE b.organization_id = p_org ORDER BY k.rank FOR UPDATE OF b;
END $$;

-- The caps of one ledger row; NULL: none.
CREATE FUNCTION budget_caps(p_org uuid, p_scope text, p_scope_id uuid, p_period text)
RETURNS TABLE (cap_micro_usd bigint, cap_tokens bigint) LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_scope = 'learning' THEN b.learning_month_micro_usd
            WHEN p_period = 'day' THEN b.day_micro_usd ELSE b.month_micro_usd END,
        CASE WHEN p_scope = 'learning' THEN NULL WHEN p_period = 'day' THEN b.day_tokens ELSE b.month_tokens END
    FROM (SELECT 1) AS one
    LEFT JOIN "budget" b ON b.organization_id = p_org
        AND b.agent_id IS NOT DISTINCT FROM CASE WHEN p_scope = 'agent' THEN p_scope_id END
$$;

-- Orders that all runs which wait for budget look again: a cap was changed.
CREATE FUNCTION budget_wake(p_org uuid, p_agent uuid, p_key text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "outbox" (organization_id, kind, payload, dedupe_key)
    SELECT p_org, 'resume_run', jsonb_build_object('runId', r.id, 'why', 'budget'), 'resume_run:' || r.id || ':' || p_key
    FROM "run" r
    WHERE r.organization_id = p_org AND r.status = 'waiting' AND r.waiting_for = 'budget' AND (p_agent IS NULL OR r.agent_id = p_agent)
    ORDER BY r.queued_at
    ON CONFLICT DO NOTHING
$$;

-- Orders those runs that wait for budget to look again for whose claims there is room now, those first that have waited
-- longest. Not all of them: each look costs an activity, and a hundred runs may wait for one call to end.
CREATE FUNCTION budget_wake_fitting(p_org uuid, p_key text, p_day date, p_month date) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "outbox" (organization_id, kind, payload, dedupe_key)
    SELECT p_org, 'resume_run', jsonb_build_object('runId', f.id, 'why', 'budget'), 'resume_run:' || f.id || ':' || p_key
    FROM (
        SELECT r.id, r.queued_at, room.money, room.tokens,
            sum(r.wanted_micro_usd) OVER before AS wanted_money, sum(r.wanted_tokens) OVER before AS wanted_tokens
        FROM "run" r, LATERAL (
            SELECT least(min(c.cap_micro_usd - b.spent_micro_usd - b.reserved_micro_usd), max(run.cap_money) - r.cost_micro_usd) AS money,
                least(min(c.cap_tokens - b.spent_tokens - b.reserved_tokens), max(run.cap_tokens) - r.input_tokens - r.output_tokens) AS tokens
            FROM budget_keys(p_org, r.agent_id, r.kind = 'reflection', p_day, p_month) k
            JOIN "budget_period" b ON b.organization_id = p_org AND b.scope = k.scope AND b.scope_id = k.scope_id
                AND b.period = k.period AND b.starts_on = k.starts_on
            CROSS JOIN LATERAL budget_caps(p_org, k.scope, k.scope_id, k.period) c
            CROSS JOIN (SELECT min(b.run_micro_usd) AS cap_money, min(b.run_tokens) AS cap_tokens FROM "budget" b
                WHERE b.organization_id = p_org AND (b.agent_id IS NULL OR b.agent_id = r.agent_id)) run) room
        WHERE r.organization_id = p_org AND r.status = 'waiting' AND r.waiting_for = 'budget'
            AND coalesce(r.wanted_micro_usd <= room.money, true) AND coalesce(r.wanted_tokens <= room.tokens, true)
        WINDOW before AS (PARTITION BY r.agent_id ORDER BY r.queued_at, r.id)) f
    WHERE coalesce(f.wanted_money <= f.money, true) AND coalesce(f.wanted_tokens <= f.tokens, true)
    ORDER BY f.queued_at LIMIT 20
    ON CONFLICT DO NOTHING
$$;

-- Reserves p_cost and p_tokens at every level, or says why not. Nothing is reserved unless everything is.
CREATE FUNCTION budget_reserve(p_org uuid, p_run uuid, p_reservation uuid, p_turn int, p_attempt int, p_model text, p_learning boolean,
    p_input int, p_output int, p_cost bigint, p_price_source text, p_day date, p_month date, p_at_once int)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    p_tokens bigint := p_input::bigint + p_output;
    agent uuid := (SELECT agent_id FROM "run" WHERE organization_id = p_org AND id = p_run);
    ledger "budget_period"[];
    found jsonb;
    level record;
    spent record;
    refusal jsonb;
    contended boolean := false;
BEGIN
    ledger := ARRAY(SELECT l FROM budget_lock(p_org, agent, p_learning, p_day, p_month) l);
    SELECT * INTO spent FROM "run" WHERE organization_id = p_org AND id = p_run FOR UPDATE;
    IF spent.cancel_requested_at IS NOT NULL OR spent.turns <> p_turn - 1 OR spent.status NOT IN ('queued', 'running', 'waiting') THEN
        RETURN jsonb_build_object('result', 'stale');
    END IF;
    -- Claims of an attempt that never came back: they are charged before anything new is asked.
    SELECT jsonb_agg(r.id) INTO found FROM "budget_reservation" r
        WHERE r.organization_id = p_org AND r.run_id = p_run AND r.status = 'open';
    IF found IS NOT NULL THEN
        RETURN jsonb_build_object('result', 'lost', 'reservations', found);
    END IF;
    IF p_price_source = 'unknown' AND NOT EXISTS
        (SELECT 1 FROM "budget" b WHERE b.organization_id = p_org AND b.agent_id IS NULL AND b.allow_unpriced) THEN
        RETURN jsonb_build_object('result', 'unpriced');
    END IF;
    IF (SELECT count(*) FROM "budget_reservation" r WHERE r.organization_id = p_org AND r.status = 'open') >= p_at_once THEN
        RETURN jsonb_build_object('result', 'busy');
    END IF;

    FOR level IN
        -- What the run itself may cost has no period and nobody else to wait for.
        SELECT 'run' AS scope, NULL AS period, spent.cost_micro_usd AS spent_money, 0::bigint AS reserved_money,
            spent.input_tokens + spent.output_tokens AS spent_tokens, 0::bigint AS reserved_tokens,
            min(b.run_micro_usd) AS cap_money, min(b.run_tokens) AS cap_tokens
        FROM "budget" b WHERE b.organization_id = p_org AND (b.agent_id IS NULL OR b.agent_id = agent)
        UNION ALL
        SELECT l.scope, l.period, l.spent_micro_usd, l.reserved_micro_usd, l.spent_tokens, l.reserved_tokens, c.cap_micro_usd, c.cap_tokens
        FROM unnest(ledger) l, budget_caps(p_org, l.scope, l.scope_id, l.period) c
    LOOP
        CONTINUE WHEN coalesce(level.spent_money + level.reserved_money + p_cost <= level.cap_money, true)
            AND coalesce(level.spent_tokens + level.reserved_tokens + p_tokens <= level.cap_tokens, true);
        found := jsonb_build_object('result', 'exceeded', 'scope', level.scope, 'period', level.period) ||
            CASE WHEN coalesce(level.spent_money + level.reserved_money + p_cost <= level.cap_money, true)
                THEN jsonb_build_object('unit', 'tokens', 'cap', level.cap_tokens, 'spent', level.spent_tokens, 'reserved', level.reserved_tokens, 'asked', p_tokens)
                ELSE jsonb_build_object('unit', 'money', 'cap', level.cap_money, 'spent', level.spent_money, 'reserved', level.reserved_money, 'asked', p_cost) END;
        UPDATE "run" SET wanted_micro_usd = p_cost, wanted_tokens = p_tokens WHERE organization_id = p_org AND id = p_run;
        IF (found->>'spent')::bigint + (found->>'asked')::bigint > (found->>'cap')::bigint THEN
            RETURN found || jsonb_build_object('contended', false);
        END IF;
        refusal := coalesce(refusal, found);
        contended := true;
    END LOOP;
    IF contended THEN
        UPDATE "budget_period" b SET contended = true FROM unnest(ledger) l
            WHERE b.organization_id = p_org AND b.scope = l.scope AND b.scope_id = l.scope_id AND b.period = l.period AND b.starts_on = l.starts_on;
        RETURN refusal || jsonb_build_object('contended', true);
    END IF;

    UPDATE "budget_period" b SET reserved_micro_usd = b.reserved_micro_usd + p_cost, reserved_tokens = b.reserved_tokens + p_tokens
        FROM unnest(ledger) l
        WHERE b.organization_id = p_org AND b.scope = l.scope AND b.scope_id = l.scope_id AND b.period = l.period AND b.starts_on = l.starts_on;
    INSERT INTO "budget_reservation" (id, organization_id, run_id, agent_id, turn, attempt, model, learning, input_tokens, output_tokens,
            micro_usd, price_source, day, month)
        VALUES (p_reservation, p_org, p_run, agent, p_turn, p_attempt, p_model, p_learning, p_input, p_output, p_cost, p_price_source, p_day, p_month);
    RETURN jsonb_build_object('result', 'reserved');
END $$;

-- Closes a reservation with what was really spent; NULL when somebody else has closed it. Says which caps people must hear of.
CREATE FUNCTION budget_settle(p_org uuid, p_reservation uuid, p_outcome text, p_cost bigint, p_tokens bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    claim "budget_reservation";
    ledger "budget_period"[];
    level record;
    alerts jsonb := '[]';
BEGIN
    SELECT * INTO claim FROM "budget_reservation" WHERE organization_id = p_org AND id = p_reservation;
    ledger := ARRAY(SELECT l FROM budget_lock(p_org, claim.agent_id, claim.learning, claim.day, claim.month) l);
    UPDATE "budget_reservation" SET status = p_outcome, closed_at = now()
        WHERE organization_id = p_org AND id = p_reservation AND status = 'open';
    IF NOT FOUND THEN RETURN NULL; END IF;
    FOR level IN
        SELECT l.*, c.*, (SELECT coalesce(max(share), 0) FROM unnest(ARRAY[50, 80, 100]) share
            WHERE (l.spent_micro_usd + p_cost) * 100 >= c.cap_micro_usd * share OR (l.spent_tokens + p_tokens) * 100 >= c.cap_tokens * share) AS reached
        FROM unnest(ledger) l, budget_caps(p_org, l.scope, l.scope_id, l.period) c
    LOOP
        UPDATE "budget_period" b SET alerted = greatest(b.alerted, level.reached),
            reserved_micro_usd = b.reserved_micro_usd - claim.micro_usd,
            reserved_tokens = b.reserved_tokens - claim.input_tokens - claim.output_tokens,
            spent_micro_usd = b.spent_micro_usd + p_cost, spent_tokens = b.spent_tokens + p_tokens
            WHERE b.organization_id = p_org AND b.scope = level.scope AND b.scope_id = level.scope_id AND b.period = level.period
                AND b.starts_on = level.starts_on;
        IF level.reached > level.alerted THEN
            alerts := alerts || jsonb_build_object('scope', level.scope, 'scopeId', level.scope_id, 'period', level.period,
                'startsOn', level.starts_on, 'percent', level.reached, 'capMicroUsd', level.cap_micro_usd, 'capTokens', level.cap_tokens,
                'spentMicroUsd', level.spent_micro_usd + p_cost, 'spentTokens', level.spent_tokens + p_tokens);
        END IF;
    END LOOP;
    IF (SELECT bool_or(l.contended) FROM unnest(ledger) l) THEN
        PERFORM budget_wake_fitting(p_org, p_reservation::text, claim.day, claim.month);
        UPDATE "budget_period" b SET contended = false FROM unnest(ledger) l
            WHERE b.organization_id = p_org AND b.scope = l.scope AND b.scope_id = l.scope_id AND b.period = l.period AND b.starts_on = l.starts_on
                AND NOT EXISTS (SELECT 1 FROM "run" r WHERE r.organization_id = p_org AND r.status = 'waiting' AND r.waiting_for = 'budget');
    END IF;
    RETURN alerts;
END $$;
