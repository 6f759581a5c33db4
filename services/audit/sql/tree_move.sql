-- $1 how many entries are in the tree
UPDATE tree_head SET size = $1::bigint
