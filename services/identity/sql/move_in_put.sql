-- $1 move_ref, $2 municipality code, $3 state, $4 転出予定年月日 or null: as it was, $5 erased on or null,
-- $6 certificate, sealed, or null: there is none (any more)
INSERT INTO move_in (move_ref, municipality_code, state, planned_date, erase_on, certificate)
VALUES ($1, $2, $3::int, $4, $5, $6::bytea)
ON CONFLICT (move_ref) DO UPDATE
SET state = excluded.state, planned_date = coalesce(excluded.planned_date, move_in.planned_date),
    erase_on = excluded.erase_on, certificate = excluded.certificate, changed_at = now()
