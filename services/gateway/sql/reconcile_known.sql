-- $1 request_id: the 照合 of this number, whatever its state
SELECT state FROM reconcile WHERE request_id = $1
