-- Events for a body outside whose side is closed, or that gets only so many a second. The relay takes them here from the
-- outbox, with their ids, and from here to the broker; those of a key that wait here are older than any in the outbox.
CREATE TABLE outbox_held (
    id bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    ce_id text NOT NULL,
    ce_type text NOT NULL,
    ce_time text NOT NULL,
    traceparent text NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (topic, id)
);
CREATE INDEX outbox_held_event ON outbox_held (ce_id);
