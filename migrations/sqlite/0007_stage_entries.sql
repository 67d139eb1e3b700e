-- When contacts entered their stages, and who created and closed what: the records behind the figures of days, so that a
-- record that is deleted, merged or undone leaves them as it entered them.

-- The day on which a contact last entered each stage, in the time zone that its company had, and whether it has gone
-- further since. The funnel counts these.
create table stage_entries (
  contact_id text not null references contacts (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  stage text not null,
  entered_on text not null,
  advanced integer not null,
  primary key (contact_id, stage)
) strict;
create index stage_entries_by_day on stage_entries (company_id, stage, entered_on, contact_id);

alter table contacts add column created_by text;
alter table opportunities add column created_by text;
alter table opportunities add column closed_at text;
alter table opportunities add column closed_by text;
create index opportunities_by_closed on opportunities (company_id, closed_at, id);
create index deals_by_closed on deals (company_id, closed_at, id);

-- What the log knows of the time before. Days before this migration are days in UTC.
update contacts set created_by = (select e.actor_id from events e
  where e.company_id = contacts.company_id and e.entity_type = 'contact' and e.entity_id = contacts.id and e.kind = 'lead:created' order by e.seq limit 1);
update opportunities set created_by = (select e.actor_id from events e
  where e.company_id = opportunities.company_id and e.entity_type = 'opportunity' and e.entity_id = opportunities.id and e.kind = 'opportunity:created' order by e.seq limit 1);
update opportunities set closed_at = updated_at, closed_by = (select e.actor_id from events e
  where e.company_id = opportunities.company_id and e.entity_type = 'opportunity' and e.entity_id = opportunities.id
  and e.kind in ('opportunity:won', 'opportunity:lost') order by e.seq desc limit 1)
where status <> 'OPEN';

insert into stage_entries (contact_id, company_id, stage, entered_on, advanced)
select contact_id, company_id, stage, cast(substr(cast(at as text), 1, 10) as text ), stage <> 'DORMANT' and following is not null and following <> 'DORMANT'
from (
  select entity_id as contact_id, company_id, stage, at,
    lead(stage) over (partition by entity_id order by seq) as following,
    row_number() over (partition by entity_id, stage order by seq desc) as entries_since
  from (
    select company_id, seq, at, entity_id, cast(data as text ) ->> 'stage' as stage
    from events where entity_type = 'contact' and kind in ('lead:created', 'lead:stage')) as moves) as entries
where entries_since = 1 and stage is not null and exists (select 1 from contacts c where c.id = entries.contact_id);
-- Of whom the log says nothing any more, at least where they stand.
insert into stage_entries (contact_id, company_id, stage, entered_on, advanced)
select c.id, c.company_id, c.stage, cast(substr(cast(c.created_at as text), 1, 10) as text ), 1 = 0
from contacts c where not exists (select 1 from stage_entries s where s.contact_id = c.id and s.stage = c.stage);

-- The figures of these records, as the records are. What else was counted stays as it was counted.
delete from daily_figures where name like 'stage.%' or name like 'deals.%' or name in ('contacts.created', 'opportunities.opened', 'opportunities.lost');
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), cast(entered_on as text), 'stage.' || stage, count(*)
from stage_entries group by company_id, entered_on, stage;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), cast(entered_on as text), 'stage.' || stage || '.advanced', count(*)
from stage_entries where advanced group by company_id, entered_on, stage;
insert into daily_figures (company_id, employee_id, day, name, value)
select s.company_id, cast('00000000-0000-0000-0000-000000000000' as text ), cast(s.entered_on as text), 'stage.LEAD.customer', count(*)
from stage_entries s join contacts c on c.id = s.contact_id where s.stage = 'LEAD' and c.stage in ('CUSTOMER', 'EVANGELIST') group by s.company_id, s.entered_on;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(created_at as text), 1, 10), 'contacts.created', count(*)
from contacts group by company_id, substr(cast(created_at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, created_by, substr(cast(created_at as text), 1, 10), 'contacts.created', count(*)
from contacts where created_by is not null group by company_id, substr(cast(created_at as text), 1, 10), created_by;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(created_at as text), 1, 10), 'opportunities.opened', count(*)
from opportunities group by company_id, substr(cast(created_at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, created_by, substr(cast(created_at as text), 1, 10), 'opportunities.opened', count(*)
from opportunities where created_by is not null group by company_id, substr(cast(created_at as text), 1, 10), created_by;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(closed_at as text), 1, 10), 'opportunities.lost', count(*)
from opportunities where status = 'LOST' group by company_id, substr(cast(closed_at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, closed_by, substr(cast(closed_at as text), 1, 10), 'opportunities.lost', count(*)
from opportunities where status = 'LOST' and closed_by is not null group by company_id, substr(cast(closed_at as text), 1, 10), closed_by;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(closed_at as text), 1, 10), 'deals.won', count(*)
from deals group by company_id, substr(cast(closed_at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, closed_by, substr(cast(closed_at as text), 1, 10), 'deals.won', count(*)
from deals where closed_by is not null group by company_id, substr(cast(closed_at as text), 1, 10), closed_by;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(closed_at as text), 1, 10), 'deals.value.' || currency, sum(value)
from deals group by company_id, substr(cast(closed_at as text), 1, 10), currency;
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, closed_by, substr(cast(closed_at as text), 1, 10), 'deals.value.' || currency, sum(value)
from deals where closed_by is not null group by company_id, substr(cast(closed_at as text), 1, 10), closed_by, currency;

-- The time zones that companies had, each until when: what is counted on a day is taken off the same day again, whatever
-- the zone by then. Before this migration all days were days in UTC.
create table past_time_zones (
  company_id text not null references companies (id) on delete cascade,
  until text not null,
  timezone text not null,
  primary key (company_id, until)
) strict;
insert into past_time_zones (company_id, until, timezone) select company_id, max(at), 'UTC' from events group by company_id;
