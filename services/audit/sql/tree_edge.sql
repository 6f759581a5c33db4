-- how many entries are in the tree, each level and its last tile, when that is not full: size, level, hashes
SELECT h.size, l.level, t.hashes
FROM tree_head h CROSS JOIN generate_series(0, 6) AS l (level)
LEFT JOIN tile t ON t.level = l.level AND t.index = h.size >> (8 * (l.level + 1))
