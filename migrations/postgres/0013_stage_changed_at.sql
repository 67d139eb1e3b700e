-- When a contact entered its current stage: at its last stage change in the log, or when it was created.
alter table contacts add column stage_changed_at timestamptz;
update contacts set stage_changed_at = coalesce(moved.at, contacts.created_at)
from contacts as one
left join (select company_id, entity_id, max(at) as at from events
           where entity_type = 'contact' and kind = 'lead:stage' group by company_id, entity_id) as moved
  on moved.company_id = one.company_id and moved.entity_id = one.id
where one.id = contacts.id;
