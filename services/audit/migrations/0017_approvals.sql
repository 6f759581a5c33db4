-- 承認台帳: what somebody decided about what another had entered, in all rooms (seed 002 R-22, R-89; seed 003 REQ-80). The acts
-- are the register; this says which of them are decisions, and how each decided.

CREATE TABLE approval_action (
    action text PRIMARY KEY,
    decision text NOT NULL CHECK (decision IN ('approved', 'returned', 'refused'))
);
INSERT INTO approval_action VALUES
    ('change.registered', 'approved'), ('change.approved', 'approved'), ('change.returned', 'returned'),
    ('restraint.set', 'approved'), ('restraint.start', 'approved'), ('restraint.extend', 'approved'), ('restraint.lift', 'approved'),
    ('restraint.release', 'approved'), ('restraint.returned', 'returned'),
    ('destination.set', 'approved'), ('destination.lifted', 'approved'), ('destination.returned', 'returned'),
    ('remark.review', 'approved'), ('load.approved', 'approved'), ('load.confirmed', 'approved'),
    ('media.granted', 'approved'), ('media.refused', 'refused'),
    ('law.activated', 'approved'), ('law.refused', 'refused'),
    ('copy.approved', 'approved'), ('copy.refused', 'refused'),
    ('consumer.approved', 'approved'), ('consumer.refused', 'refused'),
    ('nonresident.linked', 'approved'), ('nonresident.link_refused', 'refused'),
    ('provision.decided', 'approved'), ('inquiry.approved', 'approved'), ('inquiry.returned', 'returned'),
    ('exchange.erased', 'approved'), ('exchange.erasure_refused', 'refused'),
    ('notice.approved', 'approved'), ('notice.returned', 'returned'),
    ('audit.hold_approved', 'approved'), ('audit.hold_refused', 'refused'),
    ('retention.approved', 'approved'), ('retention.refused', 'refused'),
    ('case.closed', 'approved'), ('case.returned', 'returned');

CREATE VIEW auditor.approval AS
SELECT d.decision, a.* FROM approval_action d JOIN auditor.act a USING (action)
WHERE a.operator_id IS NOT NULL AND (a.refused_code IS NULL OR d.decision <> 'approved');
COMMENT ON VIEW auditor.approval IS
    '承認台帳: decisions of second persons; look up by change_id, operator_id or recorded_at';
COMMENT ON COLUMN auditor.approval.decision IS 'approved, returned to who entered it, or refused';
