-- The affairs that use a 宛名番号 and may see him, character 31 between. $1 宛名番号, $2 whether from now on only the owner
-- may, NULL: as it is
SELECT string_agg(l.affair, chr(31))
FROM nonresident n JOIN affair_link l ON l.addressee_number = n.addressee_number AND l.valid_to IS NULL
WHERE n.addressee_number = $1 AND (NOT coalesce($2::boolean, n.not_shared) OR l.affair = n.owner)
