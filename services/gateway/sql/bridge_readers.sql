-- Whose answers are looked for: who was ever approved for files
SELECT DISTINCT id FROM consumer WHERE delivery = 'file' ORDER BY id
