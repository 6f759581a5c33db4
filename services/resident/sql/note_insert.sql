-- $1 note id, $2 step, $3 addressee number, $4 kind, $5 state, $6 text as bytea, $7 recorded date, $8 date hidden, $9 operator,
-- $10 terminal
INSERT INTO person_note (note_id, step, addressee_number, kind, state, note_text, recorded_date, date_hidden,
                         operator_id, terminal_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
