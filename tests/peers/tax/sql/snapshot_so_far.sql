-- What has come of a snapshot: $1 snapshot id. How many of its markers have ended, whether it is known and not finished, how
-- many persons, and byte by byte the sum of their digests.
SELECT (SELECT count(*) FROM snapshot_ended WHERE snapshot_id = $1),
       EXISTS (SELECT FROM snapshot WHERE snapshot_id = $1 AND finished_at IS NULL),
       told.*
FROM (
    SELECT count(*),
           sum(get_byte(digest, 0)), sum(get_byte(digest, 1)), sum(get_byte(digest, 2)), sum(get_byte(digest, 3)),
           sum(get_byte(digest, 4)), sum(get_byte(digest, 5)), sum(get_byte(digest, 6)), sum(get_byte(digest, 7)),
           sum(get_byte(digest, 8)), sum(get_byte(digest, 9)), sum(get_byte(digest, 10)), sum(get_byte(digest, 11)),
           sum(get_byte(digest, 12)), sum(get_byte(digest, 13)), sum(get_byte(digest, 14)), sum(get_byte(digest, 15)),
           sum(get_byte(digest, 16)), sum(get_byte(digest, 17)), sum(get_byte(digest, 18)), sum(get_byte(digest, 19)),
           sum(get_byte(digest, 20)), sum(get_byte(digest, 21)), sum(get_byte(digest, 22)), sum(get_byte(digest, 23)),
           sum(get_byte(digest, 24)), sum(get_byte(digest, 25)), sum(get_byte(digest, 26)), sum(get_byte(digest, 27)),
           sum(get_byte(digest, 28)), sum(get_byte(digest, 29)), sum(get_byte(digest, 30)), sum(get_byte(digest, 31))
    FROM snapshot_person WHERE snapshot_id = $1) AS told
