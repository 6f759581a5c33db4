-- A trail of :entries acts of five years, 300,000 persons and 400 operators, as the service would have appended it. One in 50
-- belongs to 情報照会 or 情報提供; some 400 persons come under 抑止 in the first half.
--   psql -v entries=10000000 -f trail.sql
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
CREATE TEMP TABLE made AS SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'audit_log' AND indexname LIKE 'audit\_log\_%' AND indexname NOT IN ('audit_log_pkey');
ALTER TABLE audit_log DROP CONSTRAINT audit_log_record_id_key;
SELECT format('DROP INDEX IF EXISTS %I', indexname) FROM made \gexec

INSERT INTO audit_log (index, record, record_id, recorded_at, service, action, operator_id, subject, change_id)
SELECT n, decode(:'record', 'hex'),
    (lpad(to_hex(n / 65536), 8, '0') || '-' || lpad(to_hex(n % 65536), 4, '0') || '-7000-8000-000000000000')::uuid,
    timestamptz '2021-04-01 00:00:00+09' + n * (interval '5 years' / :entries),
    (ARRAY['resident', 'identity', 'delivery', 'gateway', 'resident'])[1 + n % 5],
    CASE WHEN n % 50 = 1 THEN (ARRAY['inquiry.asked', 'provision.answered'])[1 + n / 50 % 2]
        WHEN n % (:entries / 1000 + 1) = 2 AND n < :entries / 2 THEN 'restraint.set'
        ELSE (ARRAY['person.show', 'change.entered', 'change.registered', 'feed.published', 'notice.sent',
            'certificate.issue', 'person.search', 'feed.acknowledged'])[1 + n / 7 % 8] END,
    CASE WHEN n % 5 < 3 THEN 'S' || lpad((n * 7919 % 400)::text, 4, '0') END,
    CASE WHEN n % 5 < 4 THEN repeat(lpad(to_hex(n * 104729 % 300000 * 2654435761 & 4294967295), 8, '0'), 4) END,
    CASE WHEN n % 3 = 0 THEN 'change ' || n / 9 END
FROM generate_series(1, :entries::bigint) AS n;
UPDATE log_head SET index = :entries;
INSERT INTO act_count
SELECT (recorded_at AT TIME ZONE 'Asia/Tokyo')::date, service, action, false, count(*) FROM audit_log GROUP BY 1, 2, 3
ON CONFLICT (day, service, action, refused) DO UPDATE SET count = act_count.count + excluded.count;

ALTER TABLE audit_log ADD UNIQUE (record_id);
SELECT indexdef FROM made WHERE indexname <> 'audit_log_record_id_key' \gexec
VACUUM ANALYZE audit_log;
VACUUM ANALYZE act_count;
