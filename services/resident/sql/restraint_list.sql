-- A page of the persons against whom something stands, in the order of their numbers, one more than it shows.
-- $1 addressee number that the page comes after
SELECT p.addressee_number, p.household_number, p.state, p.restraints, r.addressee_number, r.history_number, r.content
FROM (SELECT DISTINCT c.addressee_number
      FROM restraint_person c JOIN person q USING (addressee_number)
      WHERE c.addressee_number > $1 AND q.restraints IS NOT NULL
      ORDER BY c.addressee_number LIMIT 101) listed
JOIN person p USING (addressee_number)
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
ORDER BY p.addressee_number
