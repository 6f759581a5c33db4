-- the last tile of each level that is not full: level, hashes
SELECT t.level, t.hashes
FROM tree_head h CROSS JOIN generate_series(0, 6) AS l (level)
JOIN tile t ON t.level = l.level AND t.index = h.size >> (8 * (l.level + 1))
