-- A Merkle tree (RFC 6962) in place of the chain of hashes: entry n is leaf n - 1. A record's hash stands in its tile,
-- where it stays when the record has to go.

ALTER TABLE audit_log DROP COLUMN hash;
ALTER TABLE chain_head RENAME TO log_head;
ALTER TABLE log_head DROP COLUMN hash;

-- As C2SP tlog-tiles has them: up to 256 hashes, each the root of 256 to the power of level leaves.
CREATE TABLE tile (
    level int NOT NULL CHECK (level BETWEEN 0 AND 6),
    index bigint NOT NULL CHECK (index >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, index)
);

CREATE FUNCTION tile_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.level <> OLD.level OR NEW.index <> OLD.index
        OR substr(NEW.hashes, 1, octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile can only grow' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER tile_only_grows BEFORE UPDATE OR DELETE ON tile FOR EACH ROW EXECUTE FUNCTION tile_only_grows();
CREATE TRIGGER tile_is_kept BEFORE TRUNCATE ON tile FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- How many entries are in the tree. Its row lock is what keeps two instances from growing it at the same time.
CREATE TABLE tree_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    size bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO tree_head (size) VALUES (0);

-- What the log has said of itself, signed (C2SP tlog-checkpoint). None is ever withdrawn.
CREATE TABLE checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER checkpoint_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
