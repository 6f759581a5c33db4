-- $1 one version, $2 the other, $3 information or NULL for all, $4 how many at most. Item, information, whether it is in
-- the one, in the other, and the parties in the words of each. Parties differ only where both lists tell them.
WITH line AS (
    SELECT r.version, r.item, i.information, string_agg(r.inquirer || ' / ' || r.affair || ' / ' || r.provider, '; '
                                                        ORDER BY r.inquirer, r.affair, r.provider) AS parties,
           bool_and(r.inquirer_kind IS NOT NULL) AS told
    FROM law_row r, unnest(r.information) AS i (information)
    WHERE r.version IN ($1, $2) AND ($3::text IS NULL OR i.information = $3)
    GROUP BY r.version, r.item, i.information
)
SELECT item, information, a.version IS NOT NULL, b.version IS NOT NULL, a.parties, b.parties
FROM (SELECT * FROM line WHERE version = $1) a
FULL JOIN (SELECT * FROM line WHERE version = $2) b USING (item, information)
WHERE a.version IS NULL OR b.version IS NULL OR (a.told AND b.told AND a.parties <> b.parties)
ORDER BY substring(item FROM '^[0-9]+')::int, item, information
LIMIT $4::int
