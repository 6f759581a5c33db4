-- Latest records of the persons whom an entry names, and of the current members of the households concerned:
-- those of the persons named and the one that the entry names.
-- $1 text[] addressee numbers, $2 text[] hex blind indexes of 個人番号, $3 the same of 住民票コード,
-- $4 household number or null, $5 the change that the entry cancels or null: of its persons also the row before
-- it, and the members of the household of that row. Of who enters (j600): $6 text[] 在留カード等の番号, and $7 text[]
-- names, $8 text[] 生年月日, $9 text[] 性別, by which a 除票 may be alike.
WITH named AS MATERIALIZED (
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($1::text[]) n JOIN person q ON q.addressee_number = n
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($2::text[]) h JOIN person q ON q.number_index = decode(h, 'hex')
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($3::text[]) h JOIN person q ON q.code_index = decode(h, 'hex')
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($6::text[]) h
    JOIN person_record r ON r.stay_card_number = h
    JOIN person q ON q.addressee_number = r.addressee_number
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($7::text[], $8::text[], $9::text[]) AS a (name, birth_date, sex)
    JOIN person_record r ON r.birth_date = a.birth_date AND r.name = a.name AND r.state <> 1
    JOIN person q ON q.addressee_number = r.addressee_number AND q.history_number = r.history_number
    WHERE r.sex = a.sex::int
), before AS MATERIALIZED (
    SELECT b.*
    FROM unnest($1::text[]) n
    CROSS JOIN LATERAL (
        SELECT * FROM person_record r
        WHERE r.addressee_number = n AND r.change_id <> $5
        ORDER BY r.history_number DESC LIMIT 1) b
    WHERE $5::text IS NOT NULL
)
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT addressee_number FROM named
    UNION ALL
    SELECT m.addressee_number FROM person m
    WHERE m.state = 1
      AND m.household_number = ANY (ARRAY(SELECT household_number FROM named WHERE state = 1 UNION ALL SELECT $4
                                         UNION ALL SELECT household_number FROM before)))
UNION ALL
SELECT * FROM before
