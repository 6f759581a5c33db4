-- Registers that auditors ask for (REGISTERS.md): a case is the steps that were added to it.
CREATE TABLE register_step (
    case_id text NOT NULL,
    step int NOT NULL CHECK (step > 0),
    register text NOT NULL,
    act text NOT NULL CHECK (act IN ('opened', 'amended', 'completed', 'returned', 'closed')),
    day date NOT NULL, -- that counts for the register, and by when it is to be closed, as they stand with this step
    due_on date,
    entered_by text NOT NULL,
    office text NOT NULL,
    entered_on date NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, step)
);
CREATE INDEX register_step_list ON register_step (register, case_id, step);

-- What was said in a step; '' takes away what was said before.
CREATE TABLE register_item (
    case_id text NOT NULL,
    step int NOT NULL,
    name text NOT NULL,
    value text NOT NULL, -- of a person the keyed hash that the audit log has
    PRIMARY KEY (case_id, step, name)
);

CREATE FUNCTION register_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a register can only be added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER register_step_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON register_step
    FOR EACH STATEMENT EXECUTE FUNCTION register_is_kept();
CREATE TRIGGER register_item_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON register_item
    FOR EACH STATEMENT EXECUTE FUNCTION register_is_kept();
