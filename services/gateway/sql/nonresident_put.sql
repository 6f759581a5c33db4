-- A 住登外者 as he stands from now on. $1 宛名番号, $2 history_number, $3 state, $4 owner, $5 not_shared, $6 carried,
-- $7 団体内統合宛名番号 or null
INSERT INTO nonresident (addressee_number, history_number, state, owner, not_shared, carried, integrated_number)
VALUES ($1, $2::int, $3, $4, $5::boolean, $6::boolean, $7)
ON CONFLICT (addressee_number) DO UPDATE
SET history_number = excluded.history_number, state = excluded.state, owner = excluded.owner,
    not_shared = excluded.not_shared, integrated_number = excluded.integrated_number, resident_number = NULL
