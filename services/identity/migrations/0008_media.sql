-- 電子記録媒体: permissions for exports, and the record of each export (seed 002 R-59).

CREATE TABLE media_permit (
    permit_id text PRIMARY KEY,
    kind text NOT NULL,
    receiver text NOT NULL,
    max_persons int NOT NULL,
    purpose text NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'granted', 'refused', 'used')),
    asked_by text NOT NULL,
    asked_terminal text NOT NULL,
    decided_by text,
    valid_until date NOT NULL, -- business date: the last day on which it may be decided or, granted, used
    asked_at timestamptz NOT NULL DEFAULT now(),
    CHECK (decided_by <> asked_by)
);
CREATE INDEX media_permit_asked ON media_permit (asked_at);

-- Written in the transaction that lets the first byte go.
CREATE TABLE media_export (
    permit_id text PRIMARY KEY, -- a permission serves once
    request_id text NOT NULL,
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    purpose text NOT NULL,
    persons int NOT NULL,
    digest text NOT NULL, -- SHA-256 of the file in hexadecimal
    size_bytes bigint NOT NULL,
    exported_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION media_export_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of media_export are only ever added';
END $$;
CREATE TRIGGER media_export_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON media_export
    FOR EACH STATEMENT EXECUTE FUNCTION media_export_is_kept();
