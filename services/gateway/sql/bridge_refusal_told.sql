-- $1 consumer, $2 SHA-256 of its receipt: it finds why it is refused
UPDATE bridge_receipt SET told_at = now() WHERE consumer = $1 AND sha256 = $2
