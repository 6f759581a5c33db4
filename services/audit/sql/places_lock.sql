-- how far the logs of connections to databases have been read; the row stays locked
SELECT file.log, file.position
FROM (SELECT log, position FROM session_log_place FOR UPDATE) AS place, unnest(place.log, place.position) AS file (log, position)
