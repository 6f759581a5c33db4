-- The lines of a file: $1 addressee_number, $2 information, $3 item or NULL for one that is withdrawn, $4 value. Against the
-- 副本 of the same information between its first and last 宛名番号, among so many persons at most ($5). Columns as
-- copy_compare, and whether there are more persons than that: then nothing is told.
WITH line AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (addressee_number, information, item, value)
), original AS (
    SELECT addressee_number, information, jsonb_object_agg(item, value) FILTER (WHERE item IS NOT NULL) AS items
    FROM line
    GROUP BY addressee_number, information
), copied AS (
    SELECT p.integrated_number, p.addressee_number, b.information, c.items
    FROM (SELECT information, min(addressee_number) AS lowest, max(addressee_number) AS highest
          FROM line GROUP BY information) AS b
    LEFT JOIN LATERAL (SELECT integrated_number, addressee_number FROM person WHERE addressee_number BETWEEN b.lowest AND b.highest
                       ORDER BY addressee_number LIMIT $5::int + 1) AS p ON true
    LEFT JOIN copy c ON c.integrated_number = p.integrated_number AND c.information = b.information
), differing AS (
    SELECT c.integrated_number, addressee_number, information, o.items AS original, c.items AS copied
    FROM original o FULL JOIN copied c USING (addressee_number, information)
    WHERE o.items IS DISTINCT FROM c.items
)
SELECT total.copies, NULL, d.integrated_number, d.addressee_number,
       CASE WHEN d.addressee_number IS NULL THEN NULL WHEN d.copied IS NULL THEN 'missing'
            WHEN d.original IS NULL THEN 'extra' ELSE 'differs' END,
       (SELECT string_agg(coalesce(a.key, b.key), ' ' ORDER BY coalesce(a.key, b.key))
        FROM jsonb_each_text(d.original) a FULL JOIN jsonb_each_text(d.copied) b ON b.key = a.key
        WHERE a.value IS DISTINCT FROM b.value AND d.original IS NOT NULL AND d.copied IS NOT NULL),
       d.information, total.too_wide
FROM (SELECT (SELECT count(*) FROM original) AS copies,
             coalesce((SELECT bool_or(n > $5::int) FROM (SELECT count(*) AS n FROM copied GROUP BY information) AS r), false)
             AS too_wide) AS total
LEFT JOIN differing d ON NOT total.too_wide
ORDER BY d.addressee_number, d.information
LIMIT 1000
