-- $1 record_id, $2 document, $3 操作者ID, $4 of the approver, $5 of the witness
INSERT INTO provision_manual (record_id, document, operator_id, approver_id, witness_id) VALUES ($1, $2, $3, $4, $5)
