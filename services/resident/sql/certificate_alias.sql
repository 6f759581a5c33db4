-- The rows of history at which 通称 changed, of one person and, of a resident, the household's members; oldest
-- first. $1 addressee number
SELECT addressee_number, reason, change_date, address_municipality, alias
FROM (
    SELECT r.addressee_number, r.history_number, r.reason, r.change_date, r.address_municipality,
           coalesce(r.alias, '') AS alias,
           lag(coalesce(r.alias, ''), 1, '') OVER (PARTITION BY r.addressee_number ORDER BY r.history_number) AS before
    FROM person_record r
    WHERE r.addressee_number IN (
        SELECT $1::text
        UNION ALL
        SELECT m.addressee_number FROM person q JOIN person m ON m.household_number = q.household_number
        WHERE q.addressee_number = $1 AND q.state = 1 AND m.state = 1)) AS h
WHERE alias <> before
ORDER BY addressee_number, history_number
