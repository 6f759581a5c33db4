-- binary
-- Residents and households at the end of a day, by 町字: what as_of.c says of each person, for all at once.
-- Of whom nothing is dated later it is the latest row. $1 day, $2 text[] reasons that say every item (記載),
-- $3 text[] reasons that say 世帯 and 続柄. A household counts where its member of the lowest 宛名番号 lives.
-- Arrays and subqueries, so that each step is a look-up in any plan. Columns: residents, households, whether the rest is
-- not whole since more than 100000 rows are dated later or it has taken 15 seconds, and the record of somebody who lives
-- in that 町字: what it is called stands in there alone. "place" is the row that says where a person lives.
WITH later AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date > $1 LIMIT 100001) AS number
), standing AS (
    SELECT s.*, lag(history_number) OVER person IS NULL AS first, lag(state) OVER person AS state_before,
           lag(household_number) OVER person AS household_before,
           lag(relationship) OVER person AS relationship_before, lag(address_word) OVER person AS address_before
    FROM (
        SELECT r.addressee_number, r.history_number, r.change_date, r.reason, r.state, r.household_number,
               r.relationship, r.district_word, r.address_word
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
           (array_agg(district_word ORDER BY history_number DESC)
                FILTER (WHERE first OR reason = ANY ($2) OR address_word <> address_before))[1] AS district_word,
           (array_agg(history_number ORDER BY history_number DESC)
                FILTER (WHERE first OR reason = ANY ($2) OR address_word <> address_before))[1] AS place
    FROM standing
    WHERE change_date <= $1
    GROUP BY addressee_number
    HAVING bool_or(first)
), resident AS (
    SELECT household_number, addressee_number, district_word, place FROM said WHERE state = 1
    UNION ALL
    SELECT household_number, addressee_number, district_word, place
    FROM (
        SELECT r.household_number, r.addressee_number, r.district_word, r.history_number AS place, r.state,
               lead(r.history_number) OVER person IS NULL AS latest, max(r.change_date) OVER person AS last_day
        FROM person_record r
        WHERE (SELECT cardinality(number) <= 100000 FROM later)
          AND clock_timestamp() < statement_timestamp() + CASE WHEN r.history_number > 0 THEN interval '15 s' END
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number
                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) r
    WHERE latest AND state = 1 AND last_day <= $1
), counted AS (
    SELECT count(*) AS persons, count(*) FILTER (WHERE nth = 1) AS households,
           min((addressee_number || ' ' || place) COLLATE "C") AS one
    FROM (
        SELECT *, row_number() OVER (PARTITION BY household_number ORDER BY addressee_number) AS nth
        FROM resident) placed
    GROUP BY district_word
)
SELECT c.persons::text, c.households::text, 'f', r.addressee_number, r.history_number::text, r.content
FROM counted c
JOIN person_record r ON r.addressee_number = split_part(c.one, ' ', 1) AND r.history_number = split_part(c.one, ' ', 2)::int
UNION ALL
SELECT '0', '0', 't', NULL, NULL, NULL
FROM later
WHERE cardinality(number) > 100000 OR clock_timestamp() >= statement_timestamp() + interval '15 s'
