-- $1 text[] 宛名番号: 団体内統合宛名番号 and whether the 符号 is acquired, of those who are somebody
SELECT p.integrated_number, coalesce(c.state = 'acquired', false)
FROM unnest($1::text[]) AS a (number)
JOIN person p ON p.addressee_number = a.number
LEFT JOIN subject_code c ON c.integrated_number = p.integrated_number
