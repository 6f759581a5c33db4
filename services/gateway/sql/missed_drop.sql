-- $1 consumer, $2 version: it need not wait for this one any more, nor for one before
DELETE FROM consumer_missed WHERE consumer = $1 AND version <= $2::int
