-- What stands against one person now. $1 addressee number
SELECT p.addressee_number, p.state,
       (SELECT string_agg(v.line, ';') FROM restraint_of_person v WHERE v.addressee_number = p.addressee_number)
           AS restraints
FROM person p WHERE p.addressee_number = $1
