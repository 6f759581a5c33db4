-- $1 report_id: content, digest in hexadecimal
SELECT content, encode(digest, 'hex') FROM report WHERE report_id = $1::uuid AND content IS NOT NULL
