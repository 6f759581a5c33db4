-- What consumers said and is not settled: consumer, SHA-256 of the receipt, number of the file, result, why it is refused
SELECT consumer, sha256, number, result, refused FROM bridge_receipt WHERE settled_at IS NULL ORDER BY read_at LIMIT 50
FOR UPDATE
