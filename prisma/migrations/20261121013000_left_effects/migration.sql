-- Calls under way are few; those that their worker left behind are looked for all the time.
CREATE INDEX run_step_started_idx ON run_step (organization_id, run_id) WHERE status = 'started';
