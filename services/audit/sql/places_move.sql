-- $1 bigint[] which logs, $2 bigint[] positions: how far the logs of connections to databases have been read
UPDATE session_log_place SET log = $1::bigint[], position = $2::bigint[]
