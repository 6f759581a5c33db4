-- For each information of a file ($1) its first and last 宛名番号 ($2, $3): whoever is between, among so many at most ($4), with
-- his 副本 of that information or null, in the order of the file; and whether there are more persons than that.
WITH known AS MATERIALIZED (
    SELECT b.information, p.addressee_number, p.integrated_number
    FROM unnest($1::text[], $2::text[], $3::text[]) AS b (information, lowest, highest)
    CROSS JOIN LATERAL (SELECT addressee_number, integrated_number FROM person
                        WHERE addressee_number BETWEEN b.lowest AND b.highest
                        ORDER BY addressee_number LIMIT $4::int + 1) AS p
)
SELECT k.addressee_number, k.information, k.integrated_number, c.content,
       (SELECT max(r.n) > $4::int FROM (SELECT count(*) AS n FROM known GROUP BY information) AS r)
FROM known k
LEFT JOIN copy c ON c.integrated_number = k.integrated_number AND c.information = k.information
ORDER BY k.addressee_number COLLATE "C", k.information COLLATE "C"
