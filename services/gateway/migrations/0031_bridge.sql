-- How far a consumer by REST was handed its log, so that a revocation tells apart what was told from what was not.
ALTER TABLE bridge_reader ADD COLUMN fetched bigint NOT NULL DEFAULT 0;
UPDATE bridge_reader SET fetched = confirmed;

-- An answer that was refused is told so once; the same bytes may be right later, and are judged anew. With JUKI_FILE_KEEP it
-- goes, and what told of it.
ALTER TABLE bridge_receipt ADD COLUMN told_at timestamptz;
CREATE INDEX bridge_receipt_refused ON bridge_receipt (settled_at) WHERE refused <> '';
CREATE INDEX bridge_receipt_name ON bridge_receipt (consumer, name) WHERE refused <> '';
