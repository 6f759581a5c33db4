-- Residents and households at the end of a day, by 町字: what as_of.c says of each person, for all at once.
-- Of whom nothing is dated later it is the latest row. $1 day, $2 text[] reasons that say every item (記載),
-- $3 text[] reasons that say 世帯 and 続柄. A household counts where its member of the lowest 宛名番号 lives.
WITH later AS MATERIALIZED (
    SELECT DISTINCT addressee_number FROM person_record WHERE change_date > $1
), stacked AS ( -- changes counted per person: the rows of one are one step
    SELECT s.*, sum(s.begins) OVER (PARTITION BY addressee_number ORDER BY history_number) AS step
    FROM (
        SELECT r.addressee_number, r.history_number, r.change_date, r.reason, r.state, r.household_number,
               r.relationship, r.address_town, c.cancels,
               (r.address_postal_code, r.address_municipality_code, r.address_town_code, r.address_prefecture,
                r.address_municipality, r.address_town, r.address_number, r.address_building)::text AS address,
               CASE WHEN lag(r.change_id) OVER person IS DISTINCT FROM r.change_id THEN 1 ELSE 0 END AS begins,
               lead(r.change_id) OVER person IS DISTINCT FROM r.change_id AS ends
        FROM later l
        JOIN person_record r ON r.addressee_number = l.addressee_number
        LEFT JOIN change c ON c.change_id = r.change_id
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number)) s
), followed AS ( -- a step that an odd number of 取消し follow at once is taken back
    SELECT t.*,
           coalesce(min(step) FILTER (WHERE cancels IS NULL)
                        OVER (PARTITION BY addressee_number ORDER BY step
                              GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
                    max(step) OVER (PARTITION BY addressee_number) + 1) - step - 1 AS cancellations
    FROM stacked t
), standing AS (
    SELECT f.*, lag(step) OVER person IS NULL AS first, lag(state) OVER person AS state_before,
           lag(household_number) OVER person AS household_before,
           lag(relationship) OVER person AS relationship_before, lag(address) OVER person AS address_before
    FROM followed f
    WHERE ends AND cancellations % 2 = 0
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
    SELECT r.household_number, r.addressee_number, r.address_town
    FROM person p
    JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
    WHERE p.state = 1 AND p.addressee_number NOT IN (SELECT addressee_number FROM later)
)
SELECT address_town, count(*), count(*) FILTER (WHERE place = 1)
FROM (
    SELECT address_town, row_number() OVER (PARTITION BY household_number ORDER BY addressee_number) AS place
    FROM resident) placed
GROUP BY address_town
ORDER BY address_town COLLATE "C"
