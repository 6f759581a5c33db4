-- keeps others from growing the tree until the transaction ends
SELECT FROM tree_head FOR UPDATE
