-- Consumers that need a snapshot, since they could not be told of everything
SELECT consumer FROM consumer_missed ORDER BY consumer
