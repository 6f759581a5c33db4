-- rows
-- binary
-- Latest records of the persons whom an entry names, and of the current members of the households concerned:
-- those of the persons named and the one that the entry names.
-- $1 addressee numbers, $2 hex blind indexes of 個人番号, $3 the same of 住民票コード, each a list written as text[],
-- $4 household number or null, $5 the change that the entry cancels or null: of its persons also the row before
-- it, and the members of the household of that row. Of who enters (j600), lists again: $6 hex blind indexes of
-- 在留カード等の番号; $7 words of name, 生年月日 and 性別, by which a 除票 may be alike.
SELECT r.addressee_number, r.history_number::text, r.content, wanted.restraints, q.n::text
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     WITH ORDINALITY AS q (numbers, number_index, code_index, household_number, cancels, card_index, alike, n)
CROSS JOIN LATERAL (
    WITH named AS MATERIALIZED (
        SELECT o.addressee_number, o.household_number, o.state
        FROM unnest(q.numbers::text[]) a JOIN person o ON o.addressee_number = a
        UNION ALL
        SELECT o.addressee_number, o.household_number, o.state
        FROM unnest(q.number_index::text[]) h JOIN person o ON o.number_index = decode(h, 'hex')
        UNION ALL
        SELECT o.addressee_number, o.household_number, o.state
        FROM unnest(q.code_index::text[]) h JOIN person o ON o.code_index = decode(h, 'hex')
        UNION ALL
        SELECT o.addressee_number, o.household_number, o.state
        FROM unnest(q.card_index::text[]) h
        JOIN person_record r ON r.card_index = decode(h, 'hex')
        JOIN person o ON o.addressee_number = r.addressee_number
        UNION ALL
        SELECT o.addressee_number, o.household_number, o.state
        FROM unnest(q.alike::bigint[]) a
        JOIN person_record r ON r.removed_word = a
        JOIN person o ON o.addressee_number = r.addressee_number AND o.history_number = r.history_number
    ), before AS MATERIALIZED (
        SELECT b.*
        FROM unnest(q.numbers::text[]) a
        CROSS JOIN LATERAL (
            SELECT r.addressee_number, r.history_number, r.household_number FROM person_record r
            WHERE r.addressee_number = a AND r.change_id <> q.cancels
            ORDER BY r.history_number DESC LIMIT 1) b
        WHERE q.cancels IS NOT NULL
    )
    SELECT p.addressee_number, p.history_number, p.restraints
    FROM person p
    WHERE p.addressee_number IN (
        SELECT addressee_number FROM named
        UNION ALL
        SELECT m.addressee_number FROM person m
        WHERE m.state = 1
          AND m.household_number = ANY (ARRAY(SELECT household_number FROM named WHERE state = 1
                                             UNION ALL SELECT q.household_number
                                             UNION ALL SELECT household_number FROM before)))
    UNION ALL
    SELECT addressee_number, history_number, NULL FROM before) AS wanted
JOIN person_record r USING (addressee_number, history_number)
