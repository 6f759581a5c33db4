-- how far the log of refused connections has been read; the row stays locked
SELECT log, position FROM refusal_log_place FOR UPDATE
