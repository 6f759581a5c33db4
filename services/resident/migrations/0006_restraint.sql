-- 抑止 and 支援措置: what may not be done with the records of whom. Rows are only ever added, but for the state of a
-- request.

-- What was asked for and what became of it; status as of changes (juki.resident.v1.ChangeStatus).
CREATE TABLE restraint_request (
    request_id text PRIMARY KEY,
    restraint_id text NOT NULL,
    status int NOT NULL,
    entry bytea NOT NULL, -- the SubmitRestraint message as it came
    addressee_number text[] NOT NULL, -- SET: whom it is to cover, the applicant first
    household boolean NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    reviewed_by text,
    reviewed_at timestamptz
);

-- How a restraint stood after each approved act; the last row is how it stands. Its id is that of the request that
-- set it.
CREATE TABLE restraint (
    restraint_id text NOT NULL,
    history_number int NOT NULL CHECK (history_number > 0),
    act int NOT NULL,              -- juki.resident.v1.RestraintAct
    kind int NOT NULL,             -- juki.resident.v1.RestraintKind
    level int NOT NULL,            -- juki.resident.v1.RestraintLevel
    household_number text NOT NULL, -- when whoever joins this household is covered, else empty
    start_date text NOT NULL,
    end_date text NOT NULL,        -- empty: open. Passing it lifts nothing (standard j410)
    released_until text NOT NULL,  -- 一時解除: date and time in Japan; empty: never released
    processed_date text NOT NULL,
    request_id text NOT NULL,
    entered_by text NOT NULL,
    approved_by text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (restraint_id, history_number)
);

-- Whom a restraint covers; who has once been covered stays so wherever he moves, until it is lifted.
CREATE TABLE restraint_person (
    addressee_number text NOT NULL,
    restraint_id text NOT NULL,
    position int NOT NULL,  -- 1: the applicant (申出者)
    added_by text NOT NULL, -- the request, or the change by which the person joined the household
    PRIMARY KEY (addressee_number, restraint_id)
);
CREATE INDEX restraint_person_restraint ON restraint_person (restraint_id);

-- What stands against a person, as one text that comes with the record at no cost of its own: made anew from the
-- tables above whenever they change (restraint_refresh.sql). Null of almost everybody.
ALTER TABLE person ADD COLUMN restraints text;
