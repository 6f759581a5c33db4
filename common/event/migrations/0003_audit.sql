-- Until when every act of this service is known to be in the audit trail: common/run/trail.h.
CREATE TABLE audit_durable (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    until timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);
INSERT INTO audit_durable DEFAULT VALUES;
