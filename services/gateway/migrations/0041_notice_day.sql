-- Since when a notice is there, so that one which is never sent can go (common/retention/retention.csv).
ALTER TABLE notice ADD COLUMN entered_on date NOT NULL DEFAULT (now() AT TIME ZONE 'Asia/Tokyo')::date;
