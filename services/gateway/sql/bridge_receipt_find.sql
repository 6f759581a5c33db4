-- $1 consumer, $2 SHA-256 of its receipt: one row when it was read before, with whether it is settled and why it was refused
SELECT settled_at IS NOT NULL, refused FROM bridge_receipt WHERE consumer = $1 AND sha256 = $2
