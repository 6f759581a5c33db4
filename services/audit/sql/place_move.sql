-- $1 which log, $2 position: how far the log of refused connections has been read
UPDATE refusal_log_place SET log = $1::bigint, position = $2::bigint
