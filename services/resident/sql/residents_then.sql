-- Residents and households at the end of a day, by 町字: what as_of.c says of each person, for all at once.
-- Of whom nothing is dated later it is the latest row. $1 day, $2 text[] reasons that say every item (記載),
-- $3 text[] reasons that say 世帯 and 続柄. A household counts where its member of the lowest 宛名番号 lives.
-- Arrays and subqueries, so that each step is a look-up in any plan. A row with true at its end tells that the rest is not
-- whole: more than 100000 rows are dated later, or it has taken 15 seconds.
WITH later AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date > $1 LIMIT 100001) AS number
), standing AS (
    SELECT s.*, lag(history_number) OVER person IS NULL AS first, lag(state) OVER person AS state_before,
           lag(household_number) OVER person AS household_before,
           lag(relationship) OVER person AS relationship_before, lag(address) OVER person AS address_before
    FROM (
        SELECT r.addressee_number, r.history_number, r.change_date, r.reason, r.state, r.household_number,
               r.relationship, r.address_town,
               (r.address_postal_code, r.address_municipality_code, r.address_town_code, r.address_prefecture,
                r.address_municipality, r.address_town, r.address_number, r.address_building)::text AS address
        FROM later l
        CROSS JOIN LATERAL person_record_standing(CASE WHEN cardinality(l.number) <= 100000 THEN l.number END) c
        JOIN person_record r USING (addressee_number, history_number)) s
    WINDOW person AS (PARTITION BY addressee_number ORDER BY history_number)
), said AS (
    SELECT addressee_number,
           (array_agg(state ORDER BY history_number DESC)
                FILTER (WHERE first OR reason = ANY ($2) OR state <> state_before))[1] AS state,
           (array_agg(household_number ORDER BY history_number DESC)
                FILTER (WHERE first OR reason = ANY ($2) OR reason = ANY ($3)
                           OR household_number <> household_before
                           OR relationship IS DISTINCT FROM relationship_before))[1] AS household_number,
           (array_agg(address_town ORDER BY history_number DESC)
                FILTER (WHERE first OR reason = ANY ($2) OR address <> address_before))[1] AS address_town
    FROM standing
    WHERE change_date <= $1
    GROUP BY addressee_number
    HAVING bool_or(first)
), resident AS (
    SELECT household_number, addressee_number, address_town FROM said WHERE state = 1
    UNION ALL
    SELECT household_number, addressee_number, address_town
    FROM (
        SELECT r.household_number, r.addressee_number, r.address_town, r.state,
               lead(r.history_number) OVER person IS NULL AS latest, max(r.change_date) OVER person AS last_day
        FROM person_record r
        WHERE (SELECT cardinality(number) <= 100000 FROM later)
          AND clock_timestamp() < statement_timestamp() + CASE WHEN r.history_number > 0 THEN interval '15 s' END
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number
                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) r
    WHERE latest AND state = 1 AND last_day <= $1
)
SELECT *
FROM (
    SELECT address_town, count(*), count(*) FILTER (WHERE place = 1), false AS cut_off
    FROM (
        SELECT address_town, row_number() OVER (PARTITION BY household_number ORDER BY addressee_number) AS place
        FROM resident) placed
    GROUP BY address_town
    UNION ALL
    SELECT '', 0, 0, true
    FROM later
    WHERE cardinality(number) > 100000 OR clock_timestamp() >= statement_timestamp() + interval '15 s') counted
ORDER BY address_town COLLATE "C"
