-- how many entries are in the tree; the row stays locked
SELECT size FROM tree_head FOR UPDATE
