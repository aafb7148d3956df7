-- As before; a queued child that ends with its parent is counted and traced, too, though no workflow ever ran.
CREATE OR REPLACE FUNCTION run_tells_family() RETURNS trigger LANGUAGE plpgsql AS $$
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
            RETURNING organization_id, id, status),
        ended AS (
            INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
            SELECT organization_id, 'tell_end', jsonb_build_object('runId', id), 'tell_end:' || id FROM told
            WHERE status = 'cancelled'
            ON CONFLICT (dedupe_key) DO NOTHING)
        INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
        SELECT organization_id, 'cancel_run', jsonb_build_object('runId', id, 'by', 'its parent'), 'cancel_run:' || id FROM told
        ON CONFLICT (dedupe_key) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
