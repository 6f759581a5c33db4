-- rows
-- binary
-- Latest records of the persons whom an entry names, and of the current members of the households concerned:
-- those of the persons named and the one that the entry names.
-- $1 addressee numbers, $2 hex blind indexes of 個人番号, $3 the same of 住民票コード, each a list written as text[],
-- $4 household number or null, $5 the change that the entry cancels or null: of its persons also the row before
-- it, and the members of the household of that row. Of who enters (j600), lists again: $6 hex blind indexes of
-- 在留カード等の番号; $7 words of name, 生年月日 and 性別, by which a 除票 may be alike.
-- One plan over all questions. OFFSET 0: each step of it stays a look-up by key, also in a plan made while an index was empty.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         WITH ORDINALITY AS q (numbers, number_index, code_index, household_number, cancels, card_index, alike, n)
), entry AS MATERIALIZED (
    SELECT q.n, q.cancels, unnest(q.numbers::text[]) AS addressee_number,
           decode(unnest(q.number_index::text[]), 'hex') AS number_index,
           decode(unnest(q.code_index::text[]), 'hex') AS code_index,
           decode(unnest(q.card_index::text[]), 'hex') AS card_index, unnest(q.alike::bigint[]) AS alike
    FROM asked q
), named AS MATERIALIZED (
    SELECT n, p.*
    FROM entry
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints, o.state, o.household_number
        FROM person o WHERE o.addressee_number = entry.addressee_number OFFSET 0) p
    UNION ALL
    SELECT n, p.*
    FROM entry
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints, o.state, o.household_number
        FROM person o WHERE o.number_index = entry.number_index OFFSET 0) p
    UNION ALL
    SELECT n, p.*
    FROM entry
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints, o.state, o.household_number
        FROM person o WHERE o.code_index = entry.code_index OFFSET 0) p
    UNION ALL
    SELECT n, p.*
    FROM entry
    CROSS JOIN LATERAL (SELECT r.addressee_number FROM person_record r WHERE r.card_index = entry.card_index OFFSET 0) r
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints, o.state, o.household_number
        FROM person o WHERE o.addressee_number = r.addressee_number OFFSET 0) p
    UNION ALL
    SELECT n, p.*
    FROM entry
    CROSS JOIN LATERAL (
        SELECT r.addressee_number, r.history_number FROM person_record r WHERE r.removed_word = entry.alike OFFSET 0) r
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints, o.state, o.household_number
        FROM person o
        WHERE o.addressee_number = r.addressee_number AND o.history_number = r.history_number OFFSET 0) p
), before AS MATERIALIZED (
    SELECT n, b.*
    FROM entry
    CROSS JOIN LATERAL (
        SELECT r.addressee_number, r.history_number, r.household_number FROM person_record r
        WHERE r.addressee_number = entry.addressee_number AND r.change_id <> entry.cancels
        ORDER BY r.history_number DESC LIMIT 1) b
    WHERE entry.cancels IS NOT NULL
), household AS (
    SELECT n, household_number FROM named WHERE state = 1
    UNION
    SELECT n, household_number FROM asked
    UNION
    SELECT n, household_number FROM before
), wanted AS (
    SELECT n, addressee_number, history_number, restraints FROM named
    UNION
    SELECT n, p.*
    FROM household
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.household_number = household.household_number AND o.state = 1 OFFSET 0) p
)
SELECT r.addressee_number, r.history_number::text, r.content, w.restraints, w.n::text
FROM (SELECT * FROM wanted UNION ALL SELECT n, addressee_number, history_number, NULL FROM before) w
CROSS JOIN LATERAL (
    SELECT * FROM person_record o
    WHERE o.addressee_number = w.addressee_number AND o.history_number = w.history_number OFFSET 0) r
