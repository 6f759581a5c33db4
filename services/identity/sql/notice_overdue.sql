-- How many receipts are overdue
SELECT count(*) FROM notice_overdue
