-- $1 erasure_id: the erasure, locked, or none
SELECT to_char(erase_before, 'YYYY-MM-DD'), state, asked_by, purpose FROM exchange_erasure WHERE erasure_id = $1 FOR UPDATE
