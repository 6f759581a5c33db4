-- How answers are made, '': as they should
SELECT coalesce((SELECT mode FROM provider_mode LIMIT 1), '')
