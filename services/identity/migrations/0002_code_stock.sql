-- The stock of free 住民票コード (空きコード, standard j870), and requests that name, replace or wait for a code.

-- Codes that the national body has delivered. A drawn one keeps its row, so that it is never drawn again.
CREATE TABLE code_stock (
    code_index bytea PRIMARY KEY,    -- blind index of the code
    resident_code bytea NOT NULL,    -- sealed to identity, subject code_stock
    place uuid NOT NULL DEFAULT gen_random_uuid(), -- where it stands says nothing of the code
    request_id text UNIQUE,          -- the request that drew it; null: free
    delivered_at timestamptz NOT NULL DEFAULT now(),
    drawn_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX code_stock_free ON code_stock (place) WHERE request_id IS NULL;

-- Orders for more. event_id: ce_id of the order.
CREATE TABLE code_order (
    request_id text PRIMARY KEY,
    event_id text NOT NULL UNIQUE,
    count int NOT NULL,
    ordered_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz
);
CREATE INDEX code_order_open ON code_order (ordered_at) WHERE delivered_at IS NULL;

ALTER TABLE number_request ALTER COLUMN event_id DROP NOT NULL;
ALTER TABLE number_request DROP CONSTRAINT number_request_state_check;
ALTER TABLE number_request
    ADD CHECK (state IN ('waiting', 'open', 'answered', 'withdrawn')),
    ADD kind int NOT NULL DEFAULT 1, -- juki.resident.v1.NumberKind
    ADD code_index bytea,            -- of the code that the answer must name
    ADD number_index bytea,          -- of the 個人番号 to be replaced
    ADD requested bytea,             -- NumberRequested of one that waits for a code
    ADD traceparent text;            -- and the trace that it belongs to
CREATE INDEX number_request_waiting ON number_request (requested_at) WHERE state = 'waiting';

-- A 住民票コード that its holder has given up for another.
ALTER TABLE person ADD replaced boolean NOT NULL DEFAULT false;
