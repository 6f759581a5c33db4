-- Who else has seen a checkpoint and found it to have grown out of what he saw before (C2SP tlog-cosignature).

CREATE TABLE cosignature (
    size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL, -- of the note, with its line feed
    PRIMARY KEY (size, witness)
);
CREATE TRIGGER cosignature_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

ALTER TABLE checkpoint ADD COLUMN witnesses int NOT NULL DEFAULT 0; -- how many are asked

-- Checkpoints as they are given away, the lines of who cosigned below them. One that nobody asked for by its size is told
-- of when all have cosigned it, or have had two seconds for that.
CREATE VIEW cosigned_checkpoint AS
SELECT c.size, c.note || coalesce(s.lines, '') AS note,
    s.count >= c.witnesses OR c.signed_at < clock_timestamp() - interval '2 s' AS told
FROM checkpoint c
CROSS JOIN LATERAL (
    SELECT string_agg(line, '' ORDER BY witness) AS lines, count(*) AS count FROM cosignature WHERE size = c.size
) s;
