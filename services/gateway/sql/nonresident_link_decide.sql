-- Another person has decided. $1 link id, $2 state, $3 operator_id
UPDATE nonresident_link SET state = $2, decided_by = $3, decided_at = now() WHERE link_id = $1 AND state = 'asked'
