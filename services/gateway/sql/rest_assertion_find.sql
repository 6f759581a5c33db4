-- $1 SHA-256 of an assertion: one row when it was used
SELECT 1 FROM rest_assertion WHERE sha256 = $1
