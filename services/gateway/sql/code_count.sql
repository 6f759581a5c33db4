-- How many persons are in each state: requested, acquired, failed; and with a 個人番号, but not asked for yet
SELECT (SELECT count(*) FROM subject_code WHERE state = 'requested'),
       (SELECT count(*) FROM subject_code WHERE state = 'acquired'),
       (SELECT count(*) FROM subject_code WHERE state = 'failed'),
       (SELECT count(*) FROM integrated WHERE number_index IS NOT NULL AND NOT code_asked)
