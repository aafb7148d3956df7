-- Says which table has something new, so that only those look who work it off.
CREATE OR REPLACE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_notify('steward_outbox', TG_TABLE_NAME); RETURN NULL; END $$;
