-- $1 case_id, $2 step, $3 register, $4 act, $5 day, $6 due_on, $7 entered_by, $8 office, $9 processing date, $10 text[] names,
-- $11 text[] values
WITH step AS (
    INSERT INTO register_step (case_id, step, register, act, day, due_on, entered_by, office, entered_on)
    VALUES ($1, $2::int, $3, $4, $5::date, $6::date, $7, $8, $9::date)
)
INSERT INTO register_item (case_id, step, name, value)
SELECT $1, $2::int, name, value FROM unnest($10::text[], $11::text[]) AS i (name, value)
