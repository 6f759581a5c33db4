-- Where PostgreSQL's time went since it started, with BENCH_PROFILE: the dearest statements of all databases.
\pset border 0
\pset columns 200
SELECT substr(d.datname, 6) AS service, calls, rows, round(total_exec_time) AS total_ms,
       round((total_exec_time / calls * 1000)::numeric) AS us_per_call,
       shared_blks_hit / calls AS blocks, round(wal_bytes / calls) AS wal_bytes,
       regexp_replace(regexp_replace(query, '\s+', ' ', 'g'), '^(.{70}).*$', '\1') AS statement
FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname LIKE 'juki\_%'
ORDER BY total_exec_time DESC
LIMIT 40;
SELECT substr(d.datname, 6) AS service, round(sum(total_exec_time)) AS total_ms, sum(calls) AS calls,
       sum(wal_bytes) AS wal_bytes
FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
GROUP BY 1 ORDER BY 2 DESC;
SELECT wal_records, wal_fpi, pg_size_pretty(wal_bytes) AS wal, wal_sync FROM pg_stat_wal;
SELECT checkpoints_timed, checkpoints_req, buffers_checkpoint, buffers_clean, buffers_backend, buffers_alloc
FROM pg_stat_bgwriter;
