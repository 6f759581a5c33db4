-- What differs stands first: topics and sources are few, so to compare them first took twice the comparisons, and new ids, which
-- follow the time, now come to one end of the index. Every look-up names both.
ALTER TABLE inbox DROP CONSTRAINT inbox_pkey, ADD PRIMARY KEY (id, source);
ALTER TABLE inbox_stream DROP CONSTRAINT inbox_stream_pkey, ADD PRIMARY KEY (key, topic);
ALTER TABLE outbox_stream DROP CONSTRAINT outbox_stream_pkey, ADD PRIMARY KEY (key, topic);
