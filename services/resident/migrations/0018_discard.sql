-- A load that is given up leaves an empty register. The service itself may not truncate anything: this does, with the rights
-- of the schema's owner, and only while a load is under way and none was ever opened.
CREATE FUNCTION discard_load() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM migration_load WHERE state BETWEEN 1 AND 3)
        OR EXISTS (SELECT FROM migration_load WHERE state = 4) THEN
        RAISE EXCEPTION 'a register is emptied only before it was opened' USING ERRCODE = 'insufficient_privilege';
    END IF;
    TRUNCATE person, person_record, person_search, move_out_planned, restraint, restraint_person CASCADE;
END
$$;
REVOKE EXECUTE ON FUNCTION discard_load FROM PUBLIC;
