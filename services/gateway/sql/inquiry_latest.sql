-- The latest inquiries
SELECT * FROM inquiry_seen ORDER BY received DESC LIMIT 100
