-- Who wrote what a step of a run returned, so that outside text stays marked wherever the step is read again.
ALTER TABLE run_step ADD COLUMN provenance text
  CHECK (provenance IN ('organization', 'contact', 'web', 'mcp', 'agent'));

-- Tells who watches an answer being written that what came so far is no part of it.
ALTER TABLE stream_chunk ADD COLUMN discarded boolean NOT NULL DEFAULT false;
