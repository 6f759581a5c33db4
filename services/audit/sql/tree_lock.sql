-- keeps others from growing the tree until the transaction ends: index and word of the head of the log
SELECT l.index, l.word FROM tree_head t CROSS JOIN log_head l FOR UPDATE OF t
