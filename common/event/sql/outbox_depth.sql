SELECT count(*), coalesce(extract(epoch FROM now() - min(ce_time::timestamptz)), 0)::bigint FROM outbox
