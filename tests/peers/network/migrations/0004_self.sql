-- 自己情報提供: answers to what persons asked for themselves, encrypted to them.
CREATE TABLE self_answer (
    event_id text PRIMARY KEY,
    request_id text NOT NULL,
    code text NOT NULL,         -- '': information is there
    information bytea
);
CREATE INDEX self_answer_request ON self_answer (request_id);
