-- A request, or one that waited and can be sent now. $1 request_id, $2 event_id or null, $3 change_id, $4 register_ref,
-- $5 subject, $6 kind, $7 bytea blind index of the code or null, $8 bytea of the 個人番号 to be replaced or null,
-- $9 state, $10 bytea what a waiting one asked for, or null, $11 its trace, $12 世帯
INSERT INTO number_request (request_id, event_id, change_id, register_ref, subject, kind, code_index, number_index,
                            state, requested, traceparent, household_ref)
VALUES ($1, $2, $3, $4, $5, $6::int, $7::bytea, $8::bytea, $9, $10::bytea, $11, $12)
ON CONFLICT (request_id) DO UPDATE
SET event_id = excluded.event_id, code_index = excluded.code_index, state = excluded.state,
    requested = excluded.requested
