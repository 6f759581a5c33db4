-- binary
-- What stands here of a person of the register now, or none. $1 register_ref: as compare_register_page
SELECT encode(r.code_index, 'hex'), r.register_ref, r.update_number::text, r.content, (r.current AND NOT p.replaced)::text,
       encode(r.code_index, 'hex'), encode(r.number_index, 'hex')
FROM (SELECT * FROM record WHERE register_ref = $1 ORDER BY update_number DESC LIMIT 1) r
JOIN person p ON p.code_index = r.code_index AND p.register_ref = r.register_ref
