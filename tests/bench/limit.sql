-- Prepares pgbench's raw limit in one service's database: the rows that a run wrote (those whose transaction
-- is in [xid_from, xid_to) and that are still there) are put aside in batches; empty copies of their tables,
-- with the same indexes, take them again. Outbox rows are gone by then, so rows like them are made.
-- Variables: xid_from, xid_to, batches, outbox (rows), record_bytes.
\set QUIET on
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS limit_stage, limit_copy CASCADE;
CREATE SCHEMA limit_stage;
CREATE SCHEMA limit_copy;
CREATE SEQUENCE limit_stage.batch;

CREATE TEMP VIEW limited AS
SELECT c.relname AS name,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '') AS columns
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migration';

SELECT format('CREATE TABLE limit_copy.%1$I (LIKE public.%1$I INCLUDING ALL)', name) FROM limited \gexec
SELECT format('CREATE UNLOGGED TABLE limit_stage.%1$I AS
               SELECT *, (row_number() OVER () - 1) * %2$s / count(*) OVER () AS batch FROM public.%1$I
               WHERE xmin::text::bigint >= %3$s AND xmin::text::bigint < %4$s',
              name, :batches, :xid_from, :xid_to) FROM limited WHERE name <> 'outbox' \gexec
CREATE UNLOGGED TABLE limit_stage.outbox AS
SELECT pg_current_xact_id() AS xid, 'link.prefecture.out' AS topic, md5(n::text) AS key, 1 AS sequence,
       gen_random_uuid()::text AS ce_id, 'juki.identity.v1.ResidentNotice' AS ce_type,
       '2026-04-30T00:00:00.000000Z' AS ce_time, '00-' || md5(n::text) || '-00000000000000b1-01' AS traceparent,
       decode(repeat(md5(n::text), greatest(:record_bytes - 350, 16) / 16), 'hex') AS payload,
       n::bigint * :batches / :outbox AS batch
FROM generate_series(0, :outbox - 1) AS n;
SELECT format('CREATE INDEX ON limit_stage.%I (batch)', name) FROM limited \gexec
SELECT format('ANALYZE limit_stage.%I', name) FROM limited \gexec

-- The transaction that pgbench repeats.
\pset tuples_only on
\pset format unaligned
\o :script
SELECT 'SELECT nextval(''limit_stage.batch'') - 1 AS batch \gset';
SELECT 'BEGIN;';
SELECT format('INSERT INTO limit_copy.%1$I (%2$s) SELECT %2$s FROM limit_stage.%1$I WHERE batch = :batch;', name, columns)
FROM limited;
SELECT 'COMMIT;';
\o
