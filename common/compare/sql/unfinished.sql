-- The comparisons with this partner that are not done. $1 partner
SELECT compare_id FROM compare WHERE partner = $1 AND finished_at IS NULL LIMIT 100
