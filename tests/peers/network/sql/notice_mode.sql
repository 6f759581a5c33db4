-- How a notice ends, as of notice_mode
SELECT coalesce((SELECT ends FROM notice_mode LIMIT 1), 'delivered')
