-- Children: the call that started a run, how deep it lies, and what binds a family together.
ALTER TABLE "run"
    ADD COLUMN "parent_turn" INTEGER,
    ADD COLUMN "parent_call_index" INTEGER,
    ADD COLUMN "depth" INTEGER NOT NULL DEFAULT 0,
    ADD CONSTRAINT "run_depth_check" CHECK ("depth" BETWEEN 0 AND 3 AND ("depth" > 0) = ("parent_run_id" IS NOT NULL)),
    DROP CONSTRAINT "run_waiting_for_check",
    ADD CONSTRAINT "run_waiting_for_check" CHECK ("waiting_for" IN ('approval', 'budget', 'person', 'effect_unknown', 'child'));
-- One child for each call, whatever is repeated after a crash.
CREATE UNIQUE INDEX "run_child_of_call_key"
    ON "run" ("organization_id", "parent_run_id", "parent_turn", "parent_call_index");

ALTER TABLE "run_step"
    DROP CONSTRAINT "run_step_status_check",
    ADD CONSTRAINT "run_step_status_check" CHECK ("status" IN ('valid', 'invalid', 'ready', 'needs_approval', 'started', 'delegated', 'succeeded', 'failed', 'denied', 'skipped', 'rejected', 'unknown'));

-- However a run ends, and whoever asks for it: its open children are asked to end with it, and the run that waits for
-- it is woken. Here, and not in the code of each door, so that no door can forget it. Parents are locked before
-- children, everywhere.
CREATE FUNCTION run_tells_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_run_id IS NOT NULL AND NEW.status IN ('completed', 'failed', 'cancelled', 'rejected') THEN
        INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
        VALUES (NEW.organization_id, 'resume_run', jsonb_build_object('runId', NEW.parent_run_id, 'why', 'a child has ended'),
                'child_ended:' || NEW.id)
        ON CONFLICT (dedupe_key) DO NOTHING;
    END IF;
    IF NEW.cancel_requested_at IS NOT NULL OR NEW.status IN ('completed', 'failed', 'cancelled', 'rejected') THEN
        WITH told AS (
            UPDATE run SET cancel_requested_at = now(), updated_at = now(),
                status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,
                finished_at = CASE WHEN status = 'queued' THEN now() ELSE finished_at END
            WHERE organization_id = NEW.organization_id AND parent_run_id = NEW.id
                AND status IN ('queued', 'running', 'waiting') AND cancel_requested_at IS NULL
            RETURNING organization_id, id)
        INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
        SELECT organization_id, 'cancel_run', jsonb_build_object('runId', id, 'by', 'its parent'), 'cancel_run:' || id FROM told
        ON CONFLICT (dedupe_key) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "run_family" AFTER UPDATE OF "status", "cancel_requested_at" ON "run" FOR EACH ROW
    WHEN (NEW."status" IS DISTINCT FROM OLD."status" OR NEW."cancel_requested_at" IS DISTINCT FROM OLD."cancel_requested_at")
    EXECUTE FUNCTION run_tells_family();
