-- What stands against one person now. $1 addressee number
SELECT addressee_number, state, restraints FROM person WHERE addressee_number = $1
