-- The cap of a run holds for the run with all that it hands on to other agents, and people hear of a cap that stops runs
-- although what was spent has not reached it.

-- Owners and admins have been told that the cap stops runs.
ALTER TABLE "budget_period" ADD COLUMN "told_of_stop" BOOLEAN NOT NULL DEFAULT false;

-- The caps that bind a run: its own and those of the runs above it, each with what its whole tree has spent and reserved.
-- Exact only under the lock on the organization's ledger, which every claim and every settlement holds.
CREATE FUNCTION budget_run_levels(p_org uuid, p_run uuid)
RETURNS TABLE (cap_money bigint, cap_tokens bigint, spent_money bigint, spent_tokens bigint, reserved_money bigint, reserved_tokens bigint)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above AS (
        SELECT r.id, r.agent_id, r.parent_run_id, r.depth FROM "run" r WHERE r.organization_id = p_org AND r.id = p_run
        UNION ALL
        SELECT r.id, r.agent_id, r.parent_run_id, r.depth FROM "run" r JOIN above ON r.id = above.parent_run_id
        WHERE r.organization_id = p_org),
    capped AS (
        SELECT above.id, above.depth, cap.money, cap.tokens FROM above, LATERAL (
            SELECT min(b.run_micro_usd) AS money, min(b.run_tokens) AS tokens FROM "budget" b
            WHERE b.organization_id = p_org AND (b.agent_id IS NULL OR b.agent_id = above.agent_id)) cap
        WHERE cap.money IS NOT NULL OR cap.tokens IS NOT NULL),
    tree AS (
        SELECT capped.id AS top, capped.id FROM capped
        UNION ALL
        SELECT tree.top, r.id FROM "run" r JOIN tree ON r.parent_run_id = tree.id WHERE r.organization_id = p_org)
    SELECT capped.money, capped.tokens, sum(r.cost_micro_usd)::bigint, sum(r.input_tokens + r.output_tokens)::bigint,
        coalesce(sum(o.money), 0)::bigint, coalesce(sum(o.tokens), 0)::bigint
    FROM capped JOIN tree ON tree.top = capped.id JOIN "run" r ON r.organization_id = p_org AND r.id = tree.id
    CROSS JOIN LATERAL (
        SELECT sum(b.micro_usd) AS money, sum(b.input_tokens::bigint + b.output_tokens) AS tokens FROM "budget_reservation" b
        WHERE b.organization_id = p_org AND b.run_id = r.id AND b.status = 'open') o
    GROUP BY capped.id, capped.depth, capped.money, capped.tokens ORDER BY capped.depth DESC
$$;

-- Orders that all runs which wait for budget look again: a cap was changed. The cap of an agent also binds runs of other
-- agents that its runs started.
CREATE OR REPLACE FUNCTION budget_wake(p_org uuid, p_agent uuid, p_key text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "outbox" (organization_id, kind, payload, dedupe_key)
    SELECT p_org, 'resume_run', jsonb_build_object('runId', r.id, 'why', 'budget'), 'resume_run:' || r.id || ':' || p_key
    FROM "run" r
    WHERE r.organization_id = p_org AND r.status = 'waiting' AND r.waiting_for = 'budget'
        AND (p_agent IS NULL OR r.agent_id = p_agent OR r.parent_run_id IS NOT NULL)
    ORDER BY r.queued_at
    ON CONFLICT DO NOTHING
$$;

-- Orders those runs that wait for budget to look again for whose claims there is room now, those first that have waited
-- longest. Not all of them: each look costs an activity, and a hundred runs may wait for one call to end.
CREATE OR REPLACE FUNCTION budget_wake_fitting(p_org uuid, p_key text, p_day date, p_month date) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "outbox" (organization_id, kind, payload, dedupe_key)
    SELECT p_org, 'resume_run', jsonb_build_object('runId', f.id, 'why', 'budget'), 'resume_run:' || f.id || ':' || p_key
    FROM (
        SELECT r.id, r.queued_at, room.money, room.tokens,
            sum(r.wanted_micro_usd) OVER before AS wanted_money, sum(r.wanted_tokens) OVER before AS wanted_tokens
        FROM "run" r, LATERAL (
            SELECT least(ledger.money, tree.money) AS money, least(ledger.tokens, tree.tokens) AS tokens
            FROM (
                SELECT min(c.cap_micro_usd - b.spent_micro_usd - b.reserved_micro_usd) AS money,
                    min(c.cap_tokens - b.spent_tokens - b.reserved_tokens) AS tokens
                FROM budget_keys(p_org, r.agent_id, r.kind = 'reflection', p_day, p_month) k
                JOIN "budget_period" b ON b.organization_id = p_org AND b.scope = k.scope AND b.scope_id = k.scope_id
                    AND b.period = k.period AND b.starts_on = k.starts_on
                CROSS JOIN LATERAL budget_caps(p_org, k.scope, k.scope_id, k.period) c) ledger
            CROSS JOIN (
                SELECT min(t.cap_money - t.spent_money - t.reserved_money) AS money,
                    min(t.cap_tokens - t.spent_tokens - t.reserved_tokens) AS tokens
                FROM budget_run_levels(p_org, r.id) t
                WHERE EXISTS (SELECT 1 FROM "budget" b WHERE b.organization_id = p_org
                    AND (b.run_micro_usd IS NOT NULL OR b.run_tokens IS NOT NULL))) tree) room
        WHERE r.organization_id = p_org AND r.status = 'waiting' AND r.waiting_for = 'budget'
            AND coalesce(r.wanted_micro_usd <= room.money, true) AND coalesce(r.wanted_tokens <= room.tokens, true)
        WINDOW before AS (PARTITION BY r.agent_id ORDER BY r.queued_at, r.id)) f
    WHERE coalesce(f.wanted_money <= f.money, true) AND coalesce(f.wanted_tokens <= f.tokens, true)
    ORDER BY f.queued_at LIMIT 20
    ON CONFLICT DO NOTHING
$$;

-- Reserves p_cost and p_tokens at every level, or says why not. Nothing is reserved unless everything is.
CREATE OR REPLACE FUNCTION budget_reserve(p_org uuid, p_run uuid, p_reservation uuid, p_turn int, p_attempt int, p_model text, p_learning boolean,
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
    told int;
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
        -- What a run may cost has no period. With children and parents the whole tree counts, whoever of it asks.
        SELECT 'run' AS scope, NULL::uuid AS scope_id, NULL AS period, NULL::date AS starts_on, t.spent_money, t.reserved_money,
            t.spent_tokens, t.reserved_tokens, t.cap_money, t.cap_tokens
        FROM budget_run_levels(p_org, p_run) t
        WHERE EXISTS (SELECT 1 FROM "budget" b WHERE b.organization_id = p_org
            AND (b.run_micro_usd IS NOT NULL OR b.run_tokens IS NOT NULL))
        UNION ALL
        SELECT l.scope, l.scope_id, l.period, l.starts_on, l.spent_micro_usd, l.reserved_micro_usd, l.spent_tokens, l.reserved_tokens,
            c.cap_micro_usd, c.cap_tokens
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
            -- No call that is under way can make room: people must hear of it, once as long as the cap is this.
            UPDATE "budget_period" b SET told_of_stop = true
                WHERE b.organization_id = p_org AND b.scope = level.scope AND b.scope_id = level.scope_id AND b.period = level.period
                    AND b.starts_on = level.starts_on AND NOT b.told_of_stop;
            GET DIAGNOSTICS told = ROW_COUNT;
            IF told > 0 THEN
                found := found || jsonb_build_object('alert', jsonb_build_object('scope', level.scope, 'scopeId', level.scope_id,
                    'period', level.period, 'startsOn', level.starts_on, 'percent', 100,
                    'capMicroUsd', level.cap_money, 'capTokens', level.cap_tokens,
                    'spentMicroUsd', level.spent_money, 'spentTokens', level.spent_tokens));
            END IF;
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
