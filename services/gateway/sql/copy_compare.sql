-- $1 the last one of the part before or '', $2 persons in a part. 住民票関係情報 against what the register says: the number
-- of persons and the last of them in each row, and those who differ with the items that do; one row at least.
WITH part AS MATERIALIZED (
    SELECT integrated_number
    FROM ((SELECT integrated_number FROM integrated WHERE integrated_number > $1 ORDER BY integrated_number LIMIT $2::int)
          UNION
          (SELECT integrated_number FROM copy
           WHERE integrated_number > $1 AND information = '住民票関係情報' ORDER BY integrated_number LIMIT $2::int)) AS u
    ORDER BY integrated_number
    LIMIT $2::int
), differing AS (
    SELECT n.integrated_number, o.items AS original, c.items AS copied
    FROM part n
    LEFT JOIN LATERAL copy_original(n.integrated_number) o ON true
    LEFT JOIN copy c ON c.integrated_number = n.integrated_number AND c.information = '住民票関係情報'
    WHERE o.items IS DISTINCT FROM c.items
)
SELECT total.persons, total.last, d.integrated_number,
       (SELECT p.addressee_number FROM person p
        WHERE p.integrated_number = d.integrated_number ORDER BY p.state <> 'resident', p.addressee_number LIMIT 1),
       CASE WHEN d.integrated_number IS NULL THEN NULL WHEN d.copied IS NULL THEN 'missing' WHEN d.original IS NULL THEN 'extra' ELSE 'differs' END,
       (SELECT string_agg(coalesce(a.key, b.key), ' ' ORDER BY coalesce(a.key, b.key))
        FROM jsonb_each_text(d.original) a FULL JOIN jsonb_each_text(d.copied) b ON b.key = a.key
        WHERE a.value IS DISTINCT FROM b.value AND d.original IS NOT NULL AND d.copied IS NOT NULL),
       '住民票関係情報'
FROM (SELECT count(*) AS persons, max(integrated_number) AS last FROM part) AS total
LEFT JOIN differing d ON true
ORDER BY d.integrated_number
