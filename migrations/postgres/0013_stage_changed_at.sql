-- When a contact entered its current stage: at its last stage change in the log, or when it was created.
alter table contacts add column stage_changed_at timestamptz;
update contacts set stage_changed_at = coalesce((select e.at from events e
  where e.company_id = contacts.company_id and e.entity_type = 'contact' and e.entity_id = contacts.id and e.kind = 'lead:stage'
  order by e.seq desc limit 1), created_at);
