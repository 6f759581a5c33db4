-- $1 person_ref, $2 event_id, $3 state, $4 name, $5 address, $6 reason, $7 bytea the notice
INSERT INTO person (person_ref, event_id, state, name, address, reason, notice)
VALUES ($1, $2, $3::int, $4, $5, $6, $7::bytea)
ON CONFLICT (person_ref) DO UPDATE
SET event_id = excluded.event_id, state = excluded.state, name = excluded.name, address = excluded.address,
    reason = excluded.reason, notice = excluded.notice, changes = person.changes + 1
