-- 継続利用: whose card goes on under the new municipality after a 特例転入.
CREATE TABLE continuity (
    request_id text PRIMARY KEY,
    register_ref text NOT NULL,
    code_index bytea NOT NULL,
    move_in_date text NOT NULL
);
