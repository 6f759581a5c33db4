-- What became of each application, step by step.
CREATE TABLE status (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id text NOT NULL,
    application_id text NOT NULL,
    answers text NOT NULL, -- ce_id of the application, or empty
    step text NOT NULL,
    refused text NOT NULL  -- code, or empty
);
CREATE INDEX status_application ON status (application_id);
