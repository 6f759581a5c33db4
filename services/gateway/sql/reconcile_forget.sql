-- $1 request_id: its ranges are not needed any more
DELETE FROM reconcile_range WHERE request_id = $1
