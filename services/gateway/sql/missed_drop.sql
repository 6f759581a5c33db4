-- $1 consumer
DELETE FROM consumer_missed WHERE consumer = $1
