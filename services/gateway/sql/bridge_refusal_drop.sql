-- $1 consumer, $2 SHA-256 of its receipt
DELETE FROM bridge_receipt WHERE consumer = $1 AND sha256 = $2 AND refused <> '' AND settled_at IS NOT NULL
