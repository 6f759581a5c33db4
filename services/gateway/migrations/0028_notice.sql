-- お知らせ (seed 003 REQ-88): entered by one person, sent by another; each delivery has one end.
CREATE TABLE notice (
    notice_id text PRIMARY KEY,
    consumer text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    state text NOT NULL DEFAULT 'entered' CHECK (state IN ('entered', 'sent', 'returned')),
    entered_by text NOT NULL,
    decided_by text CHECK (decided_by <> entered_by),
    CHECK ((state = 'entered') = (decided_by IS NULL))
);
CREATE TABLE notice_delivery (
    delivery_id text PRIMARY KEY,
    notice_id text NOT NULL,         -- of notice, written in the same transaction
    integrated_number text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    code text NOT NULL DEFAULT '',   -- why it failed
    UNIQUE (notice_id, integrated_number)
);
