-- Requests for numbers of every kind, and requests that were withdrawn.
ALTER TABLE number_request
    ADD kind int NOT NULL DEFAULT 1, -- juki.resident.v1.NumberKind
    ADD withdrawn_at timestamptz;
