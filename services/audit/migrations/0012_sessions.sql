-- How far the logs in which PostgreSQL writes who connected have been read (services/audit/steps/follow.h). Its row lock
-- keeps two instances from reading the same lines.

CREATE TABLE session_log_place (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    log bigint[] NOT NULL, -- which file: a hash of its folder and its first line
    position bigint[] NOT NULL
) WITH (fillfactor = 10);
INSERT INTO session_log_place (log, position) VALUES ('{}', '{}');
