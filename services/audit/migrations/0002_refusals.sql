-- How far the log in which the broker says whom it refused has been read (services/audit/follow.h). Its row lock keeps
-- two instances from reading the same lines.

CREATE TABLE refusal_log_place (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    log bigint NOT NULL, -- which file: a hash of its first line
    position bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO refusal_log_place (log, position) VALUES (0, 0);
