-- The e-mail that a line of a timeline is about. The lines of e-mails sent before name theirs by the moment and the
-- subject, which both share, and get their sender.
alter table activities add column email_id text;

update activities set
  email_id = (select e.id from emails e where e.company_id = activities.company_id and e.contact_id = activities.contact_id
              and e.sent_at = activities.occurred_at and e.subject = activities.text order by e.id limit 1),
  by_id = (select e.employee_id from emails e where e.company_id = activities.company_id and e.contact_id = activities.contact_id
           and e.sent_at = activities.occurred_at and e.subject = activities.text order by e.id limit 1)
where kind = 'EMAIL' and by_id is null;
