-- how many reports somebody waits for
SELECT count(*) FROM report WHERE made_at IS NULL AND asked_by IS NOT NULL
