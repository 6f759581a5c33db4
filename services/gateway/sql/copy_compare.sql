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
    SELECT n.integrated_number,
           CASE WHEN c.integrated_number IS NULL THEN 'missing' WHEN o.resident IS NULL THEN 'extra' ELSE 'differs' END AS kind,
           concat_ws(' ', CASE WHEN coalesce(o.relationship = '世帯主', false) <> coalesce(c.relationship = '世帯主', false)
                               THEN 'householder' END,
                          CASE WHEN o.name_index IS DISTINCT FROM c.name_index THEN 'householder_name' END,
                          CASE WHEN nullif(o.relationship, '世帯主') IS DISTINCT FROM nullif(c.relationship, '世帯主')
                               THEN 'relationship' END) AS items
    FROM part n
    LEFT JOIN LATERAL copy_original(n.integrated_number) o ON true
    LEFT JOIN copy c ON c.integrated_number = n.integrated_number AND c.information = '住民票関係情報'
    WHERE (o.resident IS NULL) <> (c.integrated_number IS NULL)
       OR (o.relationship, o.name_index) IS DISTINCT FROM (c.relationship, c.name_index)
)
SELECT total.persons, total.last, d.integrated_number,
       (SELECT p.addressee_number FROM person p
        WHERE p.integrated_number = d.integrated_number ORDER BY p.state <> 'resident', p.addressee_number LIMIT 1),
       d.kind, CASE WHEN d.kind = 'differs' THEN d.items END, '住民票関係情報'
FROM (SELECT count(*) AS persons, max(integrated_number) AS last FROM part) AS total
LEFT JOIN differing d ON true
ORDER BY d.integrated_number
