-- $1 the transaction of a fenced row: whether it lies below the fence by now. Asked often, so it reads no table.
SELECT $1::xid8 < pg_snapshot_xmin(pg_current_snapshot())
