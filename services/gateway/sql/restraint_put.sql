-- $1 addressee_number, $2 restrained, $3 request id
WITH told AS (
    INSERT INTO restraint (addressee_number, restrained, request_id) VALUES ($1, $2, $3)
    ON CONFLICT (addressee_number) DO UPDATE SET restrained = excluded.restrained, request_id = excluded.request_id
)
UPDATE person SET restrained = $2::boolean WHERE addressee_number = $1
