-- 名寄せ元 of a 代表宛名, as far as the affair may see them. $1 宛名番号, $2 affair
SELECT addressee_number FROM nonresident
WHERE representative = $1 AND (NOT not_shared OR owner = $2)
ORDER BY addressee_number
