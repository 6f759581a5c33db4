-- The next inquiries to carry, and whether the network's own list allows them
SELECT c.id, c.inquiry_id, c.permit_id, c.code, c.inquirer, c.law_table, c.item, c.inquirer_kind, c.affair, c.information,
       array_to_string(c.asked, ','), c.fault,
       EXISTS (SELECT FROM allowed a
               WHERE a.item = c.item AND a.inquirer_kind = c.inquirer_kind AND a.information = c.information)
FROM call c WHERE NOT c.done ORDER BY c.id LIMIT 20
