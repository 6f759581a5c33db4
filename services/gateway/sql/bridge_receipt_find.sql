-- $1 consumer, $2 SHA-256 of its receipt: one row when it was read before, with whether it is settled, why it was refused and
-- whether the consumer was told
SELECT settled_at IS NOT NULL, refused, told_at IS NOT NULL FROM bridge_receipt WHERE consumer = $1 AND sha256 = $2
