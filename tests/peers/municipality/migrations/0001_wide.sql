-- 広域交付: every answer that it got. The copies were printed: of their items it keeps only what the tests look at.
CREATE TABLE wide_answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id text NOT NULL,
    request_id text NOT NULL,
    refused text NOT NULL, -- code, or empty
    message text NOT NULL,
    address text NOT NULL,
    names text[] NOT NULL, -- of the persons, in their order
    numbers int NOT NULL,  -- sealed numbers that it could open
    heard_time text NOT NULL,
    size int NOT NULL      -- bytes of the answer
);
CREATE INDEX wide_answer_request ON wide_answer (request_id);
