-- Consumers that need a snapshot, and from which version of them on
SELECT consumer, version FROM consumer_missed ORDER BY consumer, version
