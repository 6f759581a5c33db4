-- The change of a notice or application that was taken. $1 peer, $2 number
SELECT change_id FROM link_taken WHERE peer = $1 AND number = $2
